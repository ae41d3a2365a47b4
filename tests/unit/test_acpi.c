/* SPDX-License-Identifier: MIT */
/* tests/unit/test_acpi.c — the way to the tables: recorded, and with the faults firmware has. */
#include "fmt/acpi.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

/* Makes size bytes add up by changing the one at place. */
static void checksum_set(uint8_t *bytes, size_t size, size_t place)
{
    uint8_t sum = 0;

    bytes[place] = 0;
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    bytes[place] = (uint8_t)(0 - sum);
}

static void test_rsdp_recorded(void **state)
{
    struct acpi_rsdp rsdp;

    (void)state;
    assert_int_equal(acpi_rsdp_parse(&rsdp, recorded_rsdp_bios, sizeof(recorded_rsdp_bios)), 0);
    assert_int_equal(rsdp.revision, 0);
    assert_true(rsdp.rsdt == 0x7fe1ad8);
    assert_true(rsdp.xsdt == 0);
    assert_int_equal(acpi_rsdp_parse(&rsdp, recorded_rsdp_uefi, sizeof(recorded_rsdp_uefi)), 0);
    assert_int_equal(rsdp.revision, 2);
    assert_true(rsdp.rsdt == 0x777c074);
    assert_true(rsdp.xsdt == 0x777c0e8);
}

/* The first 20 bytes decide whether it is one; the rest only whether there is an XSDT. */
static void test_rsdp_every_bit_flipped(void **state)
{
    uint8_t *copy = exact_copy(recorded_rsdp_uefi, 36);

    (void)state;
    for (unsigned bit = 0; bit < 36 * 8; bit++) {
        struct acpi_rsdp rsdp = { 0 };
        int result;

        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        result = acpi_rsdp_parse(&rsdp, copy, 36);
        assert_int_equal(result, bit < 8 * 8 ? -E_INVAL : bit < 20 * 8 ? -E_CRC : 0);
        if (result == 0) {
            assert_true(rsdp.rsdt == 0x777c074);
            assert_true(rsdp.xsdt == 0);
        }
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

static void test_rsdp_truncated(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 36; size++) {
        uint8_t *copy = exact_copy(recorded_rsdp_uefi, size);
        struct acpi_rsdp rsdp = { 0 };
        int result = acpi_rsdp_parse(&rsdp, copy, size);

        assert_int_equal(result, size < 20 ? -E_INVAL : 0);
        assert_true((rsdp.xsdt != 0) == (size == 36));
        free(copy);
    }
}

/* The checksum of the longer form covers what its length says, if that can be. */
static void test_rsdp_length(void **state)
{
    static const uint32_t lengths[] = { 0, 20, 35, 36, 40, 44, 45, UINT32_MAX };
    struct acpi_rsdp rsdp;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        uint8_t bytes[44] = { 0 };
        uint32_t length = lengths[i];
        uint8_t *copy;

        memcpy(bytes, recorded_rsdp_uefi, 36);
        memcpy(bytes + 20, &length, 4);
        bytes[39] = 0x77;
        checksum_set(bytes, length >= 36 && length <= 44 ? length : 36, 32);
        copy = exact_copy(bytes, sizeof(bytes));
        assert_int_equal(acpi_rsdp_parse(&rsdp, copy, sizeof(bytes)), 0);
        assert_true(rsdp.xsdt == (length >= 36 && length <= 44 ? 0x777c0e8 : 0));
        free(copy);
    }
}

static void test_rsdp_revision_1_has_no_xsdt(void **state)
{
    uint8_t bytes[36];
    struct acpi_rsdp rsdp;

    (void)state;
    memcpy(bytes, recorded_rsdp_uefi, 36);
    bytes[15] = 1;
    checksum_set(bytes, 20, 8);
    checksum_set(bytes, 36, 32);
    assert_int_equal(acpi_rsdp_parse(&rsdp, bytes, 36), 0);
    assert_true(rsdp.xsdt == 0 && rsdp.rsdt != 0);
}

static void test_rsdp_scan(void **state)
{
    uint8_t area[200] = { 0 };
    uint8_t *copy;

    (void)state;
    memcpy(area + 8, recorded_rsdp_bios, 20);  /* not on a boundary */
    memcpy(area + 64, recorded_rsdp_bios, 19); /* its checksum is wrong */
    memcpy(area + 176, recorded_rsdp_bios, 20);
    copy = exact_copy(area, sizeof(area));
    assert_int_equal(acpi_rsdp_scan(copy, sizeof(area)), 176);
    free(copy);
    for (size_t size = 0; size < 196; size++) {
        copy = exact_copy(area, size);
        assert_int_equal(acpi_rsdp_scan(copy, size), -E_NODEV);
        free(copy);
    }
}

static void test_header(void **state)
{
    struct acpi_table table;

    (void)state;
    assert_int_equal(acpi_table_parse(&table, recorded_fadt_v3, ACPI_HEADER_BYTES), 0);
    assert_string_equal(table.signature, "FACP");
    assert_int_equal(table.length, 244);
    assert_int_equal(table.revision, 3);
    assert_string_equal(table.oem_id, "BOCHS");
    assert_string_equal(table.oem_table_id, "BXPC");
    for (size_t size = 0; size < ACPI_HEADER_BYTES; size++) {
        uint8_t *copy = exact_copy(recorded_fadt_v3, size);

        assert_int_equal(acpi_table_parse(&table, copy, size), -E_INVAL);
        free(copy);
    }
}

static void test_header_faults(void **state)
{
    static const struct {
        uint32_t length;
        int result;
    } lengths[] = {
        { 0, -E_RANGE },
        { 35, -E_RANGE },
        { 36, 0 },
        { ACPI_TABLE_MAX, 0 },
        { ACPI_TABLE_MAX + 1, -E_RANGE },
        { UINT32_MAX, -E_RANGE },
    };
    static const uint8_t unprintable[] = { 0, ' ', '\n', 0x7f, 0x80, 0xff };
    uint8_t bytes[ACPI_HEADER_BYTES];
    struct acpi_table table;

    (void)state;
    memcpy(bytes, recorded_fadt_v3, sizeof(bytes));
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        memcpy(bytes + 4, &lengths[i].length, 4);
        assert_int_equal(acpi_table_parse(&table, bytes, sizeof(bytes)), lengths[i].result);
    }
    memcpy(bytes, recorded_fadt_v3, sizeof(bytes));
    for (size_t i = 0; i < ARRAY_SIZE(unprintable); i++) {
        bytes[i % 4] = unprintable[i];
        assert_int_equal(acpi_table_parse(&table, bytes, sizeof(bytes)), -E_INVAL);
        bytes[i % 4] = 'A';
    }
}

static void test_checksum(void **state)
{
    uint8_t *copy = exact_copy(recorded_xsdt, sizeof(recorded_xsdt));

    (void)state;
    assert_true(acpi_checksum_is_good(copy, 0));
    assert_true(acpi_checksum_is_good(copy, sizeof(recorded_xsdt)));
    assert_true(acpi_checksum_is_good(recorded_rsdt, sizeof(recorded_rsdt)));
    assert_true(acpi_checksum_is_good(recorded_fadt_v1, sizeof(recorded_fadt_v1)));
    for (size_t bit = 0; bit < sizeof(recorded_xsdt) * 8; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(acpi_checksum_is_good(copy, sizeof(recorded_xsdt)));
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

static void test_root_recorded(void **state)
{
    (void)state;
    assert_int_equal(acpi_root_count(recorded_rsdt, sizeof(recorded_rsdt)), 4);
    assert_true(acpi_root_entry(recorded_rsdt, sizeof(recorded_rsdt), 0) == 0x7fe198c);
    assert_true(acpi_root_entry(recorded_rsdt, sizeof(recorded_rsdt), 3) == 0x7fe1ab0);
    assert_true(acpi_root_entry(recorded_rsdt, sizeof(recorded_rsdt), 4) == 0);
    assert_int_equal(acpi_root_count(recorded_xsdt, sizeof(recorded_xsdt)), 5);
    assert_true(acpi_root_entry(recorded_xsdt, sizeof(recorded_xsdt), 0) == 0x7779000);
    assert_true(acpi_root_entry(recorded_xsdt, sizeof(recorded_xsdt), 4) == 0x7775000);
    assert_true(acpi_root_entry(recorded_xsdt, sizeof(recorded_xsdt), 5) == 0);
    assert_true(acpi_root_entry(recorded_xsdt, sizeof(recorded_xsdt), UINT32_MAX) == 0);
    assert_true(acpi_root_entry(recorded_xsdt, sizeof(recorded_xsdt), 0x20000000) == 0);
}

/* Neither the bytes at hand nor the length claimed may be passed; half an entry is none. */
static void test_root_bounds(void **state)
{
    (void)state;
    for (size_t size = 0; size <= sizeof(recorded_xsdt); size++) {
        uint8_t *copy = exact_copy(recorded_xsdt, size);
        int count = acpi_root_count(copy, size);

        assert_int_equal(count, size < 36 ? -E_INVAL : (int)(size - 36) / 8);
        for (int i = 0; i < 6; i++)
            assert_true((acpi_root_entry(copy, size, (unsigned)i) != 0) == (i < count));
        free(copy);
    }
    for (uint32_t length = 36; length < 100; length++) {
        uint8_t *copy = exact_copy(recorded_xsdt, sizeof(recorded_xsdt));
        uint32_t believed = length < sizeof(recorded_xsdt) ? length : sizeof(recorded_xsdt);

        memcpy(copy + 4, &length, 4);
        assert_int_equal(acpi_root_count(copy, sizeof(recorded_xsdt)), (int)(believed - 36) / 8);
        free(copy);
    }
}

static void test_root_faults(void **state)
{
    uint8_t bytes[36 + 6 * 8];
    static const uint64_t entries[] = { 0,          UINT64_MAX, 0xffffffff,
                                        0xfffffffe, 0x7fe198c,  UINT64_C(0x123456789a) };
    uint32_t length = sizeof(bytes);
    uint8_t *odd;

    (void)state;
    memcpy(bytes, recorded_xsdt, 36);
    memcpy(bytes + 4, &length, 4);
    memcpy(bytes + 36, entries, sizeof(entries));
    odd = exact_copy(bytes, sizeof(bytes)); /* the entries lie at 4 modulo 8 anyway */
    assert_int_equal(acpi_root_count(odd, sizeof(bytes)), 6);
    for (unsigned i = 0; i < 3; i++)
        assert_true(acpi_root_entry(odd, sizeof(bytes), i) == 0);
    for (unsigned i = 3; i < 6; i++)
        assert_true(acpi_root_entry(odd, sizeof(bytes), i) == entries[i]);
    memcpy(odd, "RSDT", 4);
    assert_int_equal(acpi_root_count(odd, sizeof(bytes)), 12);
    assert_true(acpi_root_entry(odd, sizeof(bytes), 2) == 0);
    assert_true(acpi_root_entry(odd, sizeof(bytes), 6) == 0xfffffffe);
    memcpy(odd, "FACP", 4);
    assert_int_equal(acpi_root_count(odd, sizeof(bytes)), -E_INVAL);
    assert_true(acpi_root_entry(odd, sizeof(bytes), 6) == 0);
    free(odd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsdp_recorded),
        cmocka_unit_test(test_rsdp_every_bit_flipped),
        cmocka_unit_test(test_rsdp_truncated),
        cmocka_unit_test(test_rsdp_length),
        cmocka_unit_test(test_rsdp_revision_1_has_no_xsdt),
        cmocka_unit_test(test_rsdp_scan),
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_header_faults),
        cmocka_unit_test(test_checksum),
        cmocka_unit_test(test_root_recorded),
        cmocka_unit_test(test_root_bounds),
        cmocka_unit_test(test_root_faults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
