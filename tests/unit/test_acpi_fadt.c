/* SPDX-License-Identifier: MIT */
/* tests/unit/test_acpi_fadt.c — the FADT of old, new, reduced and careless machines. */
#include "fmt/acpi.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

#define NEWEST_BYTES 276

/* A FADT as the tests change it; parsed from a block of its own size. */
static uint8_t table[NEWEST_BYTES];
static struct acpi_fadt fadt;

static int parse(size_t size)
{
    uint8_t *copy = exact_copy(table, size);
    int result;

    memset(&fadt, 0xa5, sizeof(fadt));
    result = acpi_fadt_parse(&fadt, copy, size);
    free(copy);
    return result;
}

static void put(size_t at, uint64_t value, size_t size)
{
    memcpy(table + at, &value, size);
}

static void put_gas(size_t at, unsigned space, unsigned width, unsigned access, uint64_t address)
{
    put(at, space | width << 8 | access << 24, 4);
    put(at + 4, address, 8);
}

/* An empty table of the newest form. */
static void begin(uint32_t flags)
{
    memset(table, 0, sizeof(table));
    memcpy(table, "FACP", 4);
    put(4, sizeof(table), 4);
    table[8] = 6;
    put(112, flags, 4);
}

static void begin_recorded(const uint8_t *bytes, size_t size)
{
    memset(table, 0xee, sizeof(table));
    memcpy(table, bytes, size);
}

static void assert_port(const struct acpi_address *address, uint64_t port, unsigned width)
{
    assert_int_equal(address->space, ACPI_SPACE_IO);
    assert_true(address->address == port);
    assert_int_equal(address->bit_width, width);
}

static void test_recorded_v1(void **state)
{
    (void)state;
    begin_recorded(recorded_fadt_v1, sizeof(recorded_fadt_v1));
    assert_int_equal(parse(sizeof(recorded_fadt_v1)), 0);
    assert_true(fadt.dsdt == 0x7fe0040);
    assert_int_equal(fadt.sci_interrupt, 9);
    assert_int_equal(fadt.smi_command, 0xb2);
    assert_int_equal(fadt.acpi_enable, 0xf1);
    assert_port(&fadt.pm1a_control, 0x604, 16);
    assert_int_equal(fadt.pm1a_control.access_bytes, 2);
    assert_true(fadt.pm1b_control.address == 0);
    assert_port(&fadt.pm_timer, 0x608, 32);
    assert_int_equal(fadt.flags, 0x80a5);
    assert_false(fadt.has_boot_arch);
    assert_int_equal(fadt.boot_arch, 0);
    assert_true(fadt.reset.address == 0);
    assert_true(fadt.sleep_control.address == 0);
}

static void test_recorded_v3(void **state)
{
    (void)state;
    begin_recorded(recorded_fadt_v3, sizeof(recorded_fadt_v3));
    assert_int_equal(parse(sizeof(recorded_fadt_v3)), 0);
    assert_true(fadt.dsdt == 0x7fe0040);
    assert_int_equal(fadt.smi_command, 0xb2);
    assert_int_equal(fadt.acpi_enable, 2);
    assert_port(&fadt.pm1a_control, 0x604, 16);
    assert_port(&fadt.pm_timer, 0x608, 32);
    assert_port(&fadt.reset, 0xcf9, 8);
    assert_int_equal(fadt.reset_value, 0x0f);
    assert_true(fadt.flags & ACPI_FADT_RESET_REG);
    assert_false(fadt.flags & ACPI_FADT_HW_REDUCED);
    assert_true(fadt.has_boot_arch);
    assert_int_equal(fadt.boot_arch, 2);
    assert_true(fadt.sleep_control.address == 0);
}

/* Every size: too small is refused, and nothing behind the end is read or believed. */
static void test_every_size(void **state)
{
    (void)state;
    begin(ACPI_FADT_RESET_REG);
    put(40, 0x1000, 4);
    put(140, 0x2000, 8);
    put_gas(116, 1, 8, 1, 0xcf9);
    put_gas(244, 1, 8, 1, 0x99);
    for (size_t size = 0; size <= sizeof(table); size++) {
        assert_int_equal(parse(size), size < 116 ? -E_INVAL : 0);
        if (size < 116)
            continue;
        assert_true((fadt.reset.address == 0xcf9) == (size >= 122));
        assert_true(fadt.dsdt == (size >= 142 ? 0x2000 : 0x1000));
        assert_true((fadt.sleep_control.address != 0) == (size >= 249));
    }
}

/* The length the table claims is obeyed too. */
static void test_claimed_length(void **state)
{
    (void)state;
    begin(ACPI_FADT_RESET_REG);
    put_gas(116, 1, 8, 1, 0xcf9);
    put(4, 116, 4);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_true(fadt.reset.address == 0);
    put(4, 115, 4);
    assert_int_equal(parse(sizeof(table)), -E_INVAL);
    put(4, UINT32_MAX, 4);
    assert_int_equal(parse(sizeof(table)), -E_INVAL);
    begin(0);
    memcpy(table, "APIC", 4);
    assert_int_equal(parse(sizeof(table)), -E_INVAL);
}

static void test_extended_fields(void **state)
{
    (void)state;
    begin(0);
    table[89] = 2;
    put(64, 0x404, 4);
    put_gas(172, 1, 16, 2, 0x1804);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_port(&fadt.pm1a_control, 0x1804, 16);
    put_gas(172, 0, 16, 2, 0xfed00000);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_int_equal(fadt.pm1a_control.space, ACPI_SPACE_MEMORY);
    assert_true(fadt.pm1a_control.address == 0xfed00000);
}

/* Where the extended field cannot be right, the old one counts. */
static void test_extended_fields_wrong(void **state)
{
    static const struct {
        unsigned space;
        uint64_t address;
    } wrong[] = { { 1, 0 },      { 0, 0 },         { 1, 0x10000 }, { 1, UINT64_MAX },
                  { 2, 0x1804 }, { 0x7f, 0x1804 }, { 255, 0x1804 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        begin(0);
        table[89] = 2;
        put(64, 0x404, 4);
        put_gas(172, wrong[i].space, 16, 2, wrong[i].address);
        assert_int_equal(parse(sizeof(table)), 0);
        assert_port(&fadt.pm1a_control, 0x404, 16);
    }
}

static void test_old_fields_wrong(void **state)
{
    (void)state;
    begin(0);
    put(48, 0x10000, 4); /* no port: taken as a machine without legacy mode, not as port 0 */
    put(64, 0x10404, 4);
    table[91] = 255;
    put(76, 0x408, 4);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_int_equal(fadt.smi_command, 0);
    assert_true(fadt.pm1a_control.address == 0);
    assert_port(&fadt.pm_timer, 0x408, 0);
    assert_int_equal(fadt.pm_timer.access_bytes, 0);
}

/* Each field from its own place, and ports up to the last one. */
static void test_places(void **state)
{
    (void)state;
    begin(0);
    put(48, 0xffff, 4);
    table[89] = 2;
    table[91] = 4;
    put(64, 0xffff, 4);
    put(68, 0x1404, 4);
    put(76, 0x2408, 4);
    put(88, 0x04070204, 4); /* lengths of event, control, second control, timer */
    assert_int_equal(parse(sizeof(table)), 0);
    assert_int_equal(fadt.smi_command, 0xffff);
    assert_port(&fadt.pm1a_control, 0xffff, 16);
    assert_port(&fadt.pm1b_control, 0x1404, 16);
    assert_port(&fadt.pm_timer, 0x2408, 32);
    assert_int_equal(fadt.pm_timer.access_bytes, 4);
    put_gas(184, 1, 16, 2, 0x1804);
    put_gas(208, 1, 32, 3, 0xffff);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_port(&fadt.pm1a_control, 0xffff, 16);
    assert_port(&fadt.pm1b_control, 0x1804, 16);
    assert_port(&fadt.pm_timer, 0xffff, 32);
    assert_int_equal(fadt.pm_timer.access_bytes, 4);
}

static void test_reset_needs_flag_and_address(void **state)
{
    (void)state;
    begin(0);
    put_gas(116, 1, 8, 1, 0xcf9);
    table[128] = 6;
    assert_int_equal(parse(sizeof(table)), 0);
    assert_true(fadt.reset.address == 0);
    assert_int_equal(fadt.reset_value, 0);
    put(112, ACPI_FADT_RESET_REG, 4);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_port(&fadt.reset, 0xcf9, 8);
    assert_int_equal(fadt.reset_value, 6);
    put_gas(116, 1, 8, 1, 0);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_true(fadt.reset.address == 0);
}

static void test_address_fields(void **state)
{
    static const uint8_t access_bytes[] = { 0, 1, 2, 4, 8, 0 };

    (void)state;
    for (unsigned access = 0; access < ARRAY_SIZE(access_bytes); access++) {
        begin(ACPI_FADT_RESET_REG);
        put_gas(116, 2, 8, access, UINT64_C(0x0000001f00040044));
        assert_int_equal(parse(sizeof(table)), 0);
        assert_int_equal(fadt.reset.space, ACPI_SPACE_PCI);
        assert_true(fadt.reset.address == UINT64_C(0x1f00040044));
        assert_int_equal(fadt.reset.access_bytes, access_bytes[access]);
    }
    put_gas(116, 3, 8, 255, 1);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_int_equal(fadt.reset.space, ACPI_SPACE_OTHER);
    assert_int_equal(fadt.reset.access_bytes, 0);
}

static void test_hardware_reduced(void **state)
{
    (void)state;
    begin(ACPI_FADT_HW_REDUCED);
    put(46, 9, 2);
    put(48, 0xb2, 4);
    put(64, 0x404, 4);
    put_gas(172, 1, 16, 2, 0x1804);
    put_gas(244, 0, 8, 1, 0xfed80000);
    assert_int_equal(parse(sizeof(table)), 0);
    assert_int_equal(fadt.smi_command, 0);
    assert_true(fadt.pm1a_control.address == 0);
    assert_true(fadt.pm_timer.address == 0);
    assert_int_equal(fadt.sleep_control.space, ACPI_SPACE_MEMORY);
    assert_true(fadt.sleep_control.address == 0xfed80000);
}

static void test_every_bit_flipped(void **state)
{
    (void)state;
    begin_recorded(recorded_fadt_v3, sizeof(recorded_fadt_v3));
    for (size_t bit = 0; bit < sizeof(recorded_fadt_v3) * 8; bit++) {
        table[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (parse(sizeof(recorded_fadt_v3)) == 0) {
            assert_true(fadt.pm1a_control.space == ACPI_SPACE_MEMORY ||
                        fadt.pm1a_control.address <= 0xffff);
            assert_true(fadt.reset.space <= ACPI_SPACE_PCI || fadt.reset.space == ACPI_SPACE_OTHER);
        }
        table[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_v1),
        cmocka_unit_test(test_recorded_v3),
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_claimed_length),
        cmocka_unit_test(test_extended_fields),
        cmocka_unit_test(test_extended_fields_wrong),
        cmocka_unit_test(test_old_fields_wrong),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_reset_needs_flag_and_address),
        cmocka_unit_test(test_address_fields),
        cmocka_unit_test(test_hardware_reduced),
        cmocka_unit_test(test_every_bit_flipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
