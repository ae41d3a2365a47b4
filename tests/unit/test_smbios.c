/* SPDX-License-Identifier: MIT */
/* tests/unit/test_smbios.c — who made the machine: recorded, made up, cut short and spoiled. */
#include "fmt/smbios.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

static void checksum_set(uint8_t *bytes, size_t size, size_t place)
{
    uint8_t sum = 0;

    bytes[place] = 0;
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    bytes[place] = (uint8_t)(0 - sum);
}

static void entry64_make(uint8_t bytes[24], uint32_t size, uint64_t table)
{
    memset(bytes, 0, 24);
    memcpy(bytes, "_SM3_", 5);
    bytes[6] = 24;
    bytes[7] = 3;
    bytes[8] = 6;
    memcpy(bytes + 12, &size, 4);
    memcpy(bytes + 16, &table, 8);
    checksum_set(bytes, 24, 5);
}

static void test_entry_recorded(void **state)
{
    struct smbios_entry entry;

    (void)state;
    assert_int_equal(
        smbios_entry_parse(&entry, recorded_smbios_entry, sizeof(recorded_smbios_entry)), 0);
    assert_int_equal(entry.major, 2);
    assert_int_equal(entry.minor, 8);
    assert_true(entry.table == 0xf5a10);
    assert_int_equal(entry.table_size, sizeof(recorded_smbios_table));
}

static void test_entry64(void **state)
{
    struct smbios_entry entry;
    uint8_t bytes[24];

    (void)state;
    entry64_make(bytes, 0x1234, UINT64_C(0x123456789a));
    assert_int_equal(smbios_entry_parse(&entry, bytes, sizeof(bytes)), 0);
    assert_int_equal(entry.major, 3);
    assert_int_equal(entry.minor, 6);
    assert_true(entry.table == UINT64_C(0x123456789a));
    assert_int_equal(entry.table_size, 0x1234);
    entry64_make(bytes, UINT32_MAX, 0x1000);
    assert_int_equal(smbios_entry_parse(&entry, bytes, sizeof(bytes)), 0);
    assert_int_equal(entry.table_size, SMBIOS_STRUCTURES_MAX);
    entry64_make(bytes, 0, 0x1000);
    assert_int_equal(smbios_entry_parse(&entry, bytes, sizeof(bytes)), -E_RANGE);
    entry64_make(bytes, 0x1000, 0);
    assert_int_equal(smbios_entry_parse(&entry, bytes, sizeof(bytes)), -E_RANGE);
}

/* Version 2.1 of the document printed the length as 30, and firmware has it so. */
static void test_entry_length(void **state)
{
    uint8_t bytes[40] = { 0 };
    struct smbios_entry entry;

    (void)state;
    for (unsigned length = 0; length < 256; length++) {
        int expected = length >= 30 && length <= sizeof(bytes) ? 0 : -E_RANGE;

        memcpy(bytes, recorded_smbios_entry, sizeof(recorded_smbios_entry));
        bytes[5] = (uint8_t)length;
        checksum_set(bytes, length <= sizeof(bytes) ? length : sizeof(bytes), 4);
        assert_int_equal(smbios_entry_parse(&entry, bytes, sizeof(bytes)), expected);
    }
}

static void test_entry_truncated(void **state)
{
    uint8_t entry64[24];
    struct smbios_entry entry;

    (void)state;
    entry64_make(entry64, 0x1000, 0x1000);
    for (size_t size = 0; size < 31; size++) {
        uint8_t *copy = exact_copy(recorded_smbios_entry, size);

        assert_int_equal(smbios_entry_parse(&entry, copy, size), size < 4 ? -E_INVAL : -E_RANGE);
        free(copy);
        if (size >= 24)
            continue;
        copy = exact_copy(entry64, size);
        assert_int_equal(smbios_entry_parse(&entry, copy, size), size < 5 ? -E_INVAL : -E_RANGE);
        free(copy);
    }
}

static void test_entry_every_bit_flipped(void **state)
{
    uint8_t *copy = exact_copy(recorded_smbios_entry, 31);
    struct smbios_entry entry;

    (void)state;
    for (unsigned bit = 0; bit < 31 * 8; bit++) {
        int result;

        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        result = smbios_entry_parse(&entry, copy, 31);
        if (bit < 4 * 8)
            assert_int_equal(result, -E_INVAL);
        else
            assert_true(result == -E_CRC || (bit / 8 == 5 && result == -E_RANGE));
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

static void test_entry_scan(void **state)
{
    uint8_t area[256] = { 0 };
    uint8_t *copy;

    (void)state;
    memcpy(area + 24, recorded_smbios_entry, 31); /* not on a boundary */
    memcpy(area + 64, recorded_smbios_entry, 31);
    area[64 + 20]++; /* its checksum is wrong */
    memcpy(area + 128, recorded_smbios_entry, 31);
    assert_int_equal(smbios_entry_scan(area, sizeof(area)), 128);
    entry64_make(area + 224, 0x1000, 0x1000);
    assert_int_equal(smbios_entry_scan(area, sizeof(area)), 224); /* the newer form first */
    entry64_make(area, 0x1000, 0x1000);
    assert_int_equal(smbios_entry_scan(area, sizeof(area)), 0);
    area[0] = 0;
    for (size_t size = 0; size < 248; size++) {
        copy = exact_copy(area, size);
        assert_int_equal(smbios_entry_scan(copy, size), size < 159 ? -E_NODEV : 128);
        free(copy);
    }
}

static struct smbios_machine machine;

static int parse(const void *table, size_t size)
{
    uint8_t *copy = exact_copy(table, size);
    int result;

    memset(&machine, 0xa5, sizeof(machine));
    result = smbios_machine_parse(&machine, copy, size);
    free(copy);
    assert_non_null(memchr(machine.manufacturer, 0, sizeof(machine.manufacturer)));
    assert_non_null(memchr(machine.product, 0, sizeof(machine.product)));
    assert_non_null(memchr(machine.bios_vendor, 0, sizeof(machine.bios_vendor)));
    assert_non_null(memchr(machine.bios_version, 0, sizeof(machine.bios_version)));
    return result;
}

static void test_machine_recorded(void **state)
{
    (void)state;
    assert_int_equal(parse(recorded_smbios_table, sizeof(recorded_smbios_table)), 9);
    assert_string_equal(machine.bios_vendor, "SeaBIOS");
    assert_string_equal(machine.bios_version, "1.16.2-debian-1.16.2-1");
    assert_string_equal(machine.manufacturer, "QEMU");
    assert_string_equal(machine.product, "Standard PC (i440FX + PIIX, 1996)");
}

static void test_machine_truncated(void **state)
{
    int last = 0;

    (void)state;
    for (size_t size = 0; size < sizeof(recorded_smbios_table); size++) {
        int count = parse(recorded_smbios_table, size);

        assert_true(count == last || count == last + 1);
        assert_true(count < 9);
        last = count;
    }
    assert_int_equal(last, 8);
}

static void test_machine_every_bit_flipped(void **state)
{
    uint8_t *copy = exact_copy(recorded_smbios_table, sizeof(recorded_smbios_table));

    (void)state;
    for (size_t bit = 0; bit < sizeof(recorded_smbios_table) * 8; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_in_range(parse(copy, sizeof(recorded_smbios_table)), 0, 100);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

#define PARSE(table) parse(table, sizeof(table) - 1)

static void test_strings(void **state)
{
    (void)state;
    /* Type 1, 6 bytes: maker is string 2, product string 1; type 127 ends the table. */
    assert_int_equal(PARSE("\1\6\0\0\2\1Box\0Acme \0\0\177\4\0\0\0\0\1\6\0\0\1\1No\0\0"), 2);
    assert_string_equal(machine.manufacturer, "Acme");
    assert_string_equal(machine.product, "Box");
    /* No string at all, a number nobody has, a part too short for the field. */
    assert_int_equal(PARSE("\1\6\0\0\0\3Box\0Acme\0\0"), 1);
    assert_string_equal(machine.manufacturer, "");
    assert_string_equal(machine.product, "");
    assert_int_equal(PARSE("\1\5\0\0\1Acme\0\0"), 1);
    assert_string_equal(machine.manufacturer, "Acme");
    assert_string_equal(machine.product, "");
    assert_int_equal(PARSE("\1\5\0\0\0\1\0\0"), 1);
    assert_string_equal(machine.product, "");
    assert_int_equal(PARSE("\1\6\0\0\1\2\0\0"), 1);
    assert_string_equal(machine.manufacturer, "");
    assert_int_equal(PARSE("\1\4\0\0\0\0"), 1);
    assert_int_equal(PARSE("\1\6\0\0\377\377A\0\0"), 1);
    assert_string_equal(machine.manufacturer, "");
    assert_int_equal(PARSE("\1\6\0\0\1\1A\033[2J\0\0"), 1);
    assert_string_equal(machine.product, "A?[2J");
}

static void test_broken_structure_ends_the_walk(void **state)
{
    (void)state;
    assert_int_equal(PARSE("\0\6\0\0\1\2V\0W\0\0\1\3\0\0\1\1A\0\0"), 1);
    assert_string_equal(machine.bios_vendor, "V");
    assert_string_equal(machine.bios_version, "W");
    assert_string_equal(machine.manufacturer, "");
    assert_int_equal(PARSE("\1\0\0\0\1\1A\0\0"), 0);
    assert_int_equal(PARSE("\1\377\0\0\1\1A\0\0"), 0);
    assert_int_equal(PARSE("\1\6\0\0\1\1A\0"), 0);
    assert_int_equal(PARSE("\1\6\0\0\1\1A"), 0);
    assert_int_equal(PARSE(""), 0);
}

static void test_long_string(void **state)
{
    uint8_t table[200] = { 1, 6, 0, 0, 1, 1 };

    (void)state;
    memset(table + 6, 'x', 150);
    assert_int_equal(parse(table, sizeof(table)), 1);
    assert_int_equal(strlen(machine.manufacturer), sizeof(machine.manufacturer) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry_recorded),
        cmocka_unit_test(test_entry64),
        cmocka_unit_test(test_entry_length),
        cmocka_unit_test(test_entry_truncated),
        cmocka_unit_test(test_entry_every_bit_flipped),
        cmocka_unit_test(test_entry_scan),
        cmocka_unit_test(test_machine_recorded),
        cmocka_unit_test(test_machine_truncated),
        cmocka_unit_test(test_machine_every_bit_flipped),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_broken_structure_ends_the_walk),
        cmocka_unit_test(test_long_string),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
