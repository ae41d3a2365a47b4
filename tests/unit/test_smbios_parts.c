/* SPDX-License-Identifier: MIT */
/* tests/unit/test_smbios_parts.c — board, processors, memory modules: recorded and made up. */
#include "fmt/smbios.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

static bool find(struct smbios_structure *structure, uint8_t type)
{
    *structure = (struct smbios_structure){ 0 };
    while (smbios_next(structure, recorded_smbios_table, sizeof(recorded_smbios_table)) == 0)
        if (structure->type == type)
            return true;
    return false;
}

static void test_parts_recorded(void **state)
{
    struct smbios_structure structure;
    struct smbios_processor processor;
    struct smbios_memory memory;
    struct smbios_maker maker;

    (void)state;
    assert_true(find(&structure, SMBIOS_BIOS));
    smbios_maker_read(&maker, &structure);
    assert_string_equal(maker.maker, "SeaBIOS");
    assert_string_equal(maker.date, "04/01/2014");
    assert_string_equal(maker.product, "");
    assert_true(find(&structure, SMBIOS_CHASSIS));
    smbios_maker_read(&maker, &structure);
    assert_string_equal(maker.maker, "QEMU");
    assert_int_equal(maker.chassis_type, 1);
    assert_true(find(&structure, SMBIOS_PROCESSOR));
    smbios_processor_read(&processor, &structure);
    assert_string_equal(processor.socket, "CPU 0");
    assert_true(processor.is_populated);
    assert_int_equal(processor.cores, 1);
    assert_int_equal(processor.mhz, 2000);
    assert_true(find(&structure, SMBIOS_MEMORY));
    smbios_memory_read(&memory, &structure);
    assert_string_equal(memory.place, "DIMM 0");
    assert_true(memory.is_size_known);
    assert_true(memory.bytes == 128 << 20);
    assert_string_equal(smbios_memory_name(memory.type), "RAM");
    assert_false(find(&structure, 99));
}

/* A structure of that type whose formatted area is length bytes of body, without strings. */
static struct smbios_structure structure_of(const uint8_t *body, size_t length)
{
    return (struct smbios_structure){ body, length, length + 2, body[0] };
}

/* Sizes in KiB, in MiB, in the long field, unknown, none; and a structure that ends before. */
static void test_memory_sizes(void **state)
{
    static const struct {
        uint16_t size;
        uint32_t extended;
        size_t length;
        bool is_known;
        uint64_t bytes;
    } cases[] = {
        { 0, 0, 0x22, true, 0 },
        { 1024, 0, 0x22, true, UINT64_C(1) << 30 },
        { 0x8040, 0, 0x22, true, 64 << 10 },
        { 0x7fff, 32768, 0x22, true, UINT64_C(32) << 30 },
        { 0x7fff, 0xffffffff, 0x22, true, UINT64_C(0x7fffffff) << 20 },
        { 0x7fff, 32768, 0x1c, true, 0 },
        { 0xffff, 0, 0x22, false, 0 },
        { 1024, 0, 0x0d, false, 0 },
    };
    struct smbios_memory memory;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t body[0x22 + 2] = { SMBIOS_MEMORY, (uint8_t)cases[i].length };
        struct smbios_structure structure = structure_of(body, cases[i].length);

        memcpy(body + 0x0c, &cases[i].size, 2);
        memcpy(body + 0x1c, &cases[i].extended, 4);
        smbios_memory_read(&memory, &structure);
        assert_int_equal(memory.is_size_known, cases[i].is_known);
        assert_true(memory.bytes == cases[i].bytes);
    }
}

static void test_processor_counts(void **state)
{
    uint8_t body[0x30 + 2] = { SMBIOS_PROCESSOR, 0x30 };
    struct smbios_structure structure = structure_of(body, 0x30);
    struct smbios_processor processor;

    (void)state;
    body[0x23] = 0xff, body[0x2a] = 0x00, body[0x2b] = 0x01;
    body[0x25] = 0x40, body[0x2e] = 0x99;
    smbios_processor_read(&processor, &structure);
    assert_int_equal(processor.cores, 256);
    assert_int_equal(processor.threads, 64);
    assert_false(processor.is_populated);
    structure.length = 0x2a; /* an older structure with exactly 255 */
    smbios_processor_read(&processor, &structure);
    assert_int_equal(processor.cores, 255);
    structure.length = 0x20;
    smbios_processor_read(&processor, &structure);
    assert_int_equal(processor.cores, 0);
}

static void test_part_names(void **state)
{
    (void)state;
    assert_string_equal(smbios_chassis_name(9), "laptop");
    assert_string_equal(smbios_chassis_name(0), "unknown");
    assert_string_equal(smbios_chassis_name(0x7f), "unknown");
    assert_string_equal(smbios_memory_name(0x22), "DDR5");
    assert_string_equal(smbios_memory_name(0xff), "memory");
}

static void test_walk_ends(void **state)
{
    static const char whole[] = "\177\4\0\0\0\0\1\4\0\0\0\0", cut[] = "\1\4\0\0\0\0\2\4";
    struct smbios_structure structure = { 0 };

    (void)state;
    assert_int_equal(smbios_next(&structure, whole, 12), 0);
    assert_int_equal(smbios_next(&structure, whole, 12), -E_NOENT);
    structure = (struct smbios_structure){ 0 };
    assert_int_equal(smbios_next(&structure, cut, 8), 0);
    assert_int_equal(smbios_next(&structure, cut, 8), -E_RANGE);
    structure = (struct smbios_structure){ 0 };
    assert_int_equal(smbios_next(&structure, cut, 6), 0);
    assert_int_equal(smbios_next(&structure, cut, 6), -E_NOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_recorded),   cmocka_unit_test(test_memory_sizes),
        cmocka_unit_test(test_processor_counts), cmocka_unit_test(test_part_names),
        cmocka_unit_test(test_walk_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
