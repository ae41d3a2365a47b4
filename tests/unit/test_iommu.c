/* SPDX-License-Identifier: MIT */
/* tests/unit/test_iommu.c — tables that name remapping units, and units that are on, off or not there. */
#include "exact.h"

#include "dev/iommu.c"

#include <string.h>

#define LENGTH_AT   4
#define RECORDS_AT  48
#define TABLE_BYTES 256

static uint8_t table[TABLE_BYTES];
static size_t table_size;
static uint32_t page[2][VTD_BYTES / 4];
static paddr_t bases[2] = { 0xfed90000, 0xfed91000 };

const void *acpi_find(const char *signature, unsigned nth, size_t *size)
{
    *size = table_size;
    return nth == 0 && table_size != 0 && memcmp(table, signature, 4) == 0 ? table : NULL;
}

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_true(size <= sizeof(page[0]) && caching == CACHING_UNCACHED);
    for (unsigned i = 0; i < ARRAY_SIZE(bases); i++)
        if (bases[i] == address)
            return page[i];
    return NULL;
}

static void table_begin(const char *signature)
{
    memset(table, 0, sizeof(table));
    memcpy(table, signature, 4);
    table_size = RECORDS_AT;
    table[LENGTH_AT] = RECORDS_AT;
}

static void record_add(const uint8_t *record, unsigned size)
{
    memcpy(table + table_size, record, size);
    table_size += size;
    table[LENGTH_AT] = (uint8_t)table_size;
}

static void dmar_unit_add(unsigned type, unsigned length, uint8_t page_number)
{
    const uint8_t record[16] = { [0] = (uint8_t)type, [2] = (uint8_t)length, [6] = 2,
                                 [9] = page_number,   [10] = 0xd9,           [11] = 0xfe };

    record_add(record, sizeof(record));
}

static void ivrs_unit_add(unsigned type, uint8_t page_number)
{
    const uint8_t record[24] = {
        [0] = (uint8_t)type, [2] = 24, [9] = page_number, [10] = 0xd9, [11] = 0xfe
    };

    record_add(record, sizeof(record));
}

static int fresh(void **state)
{
    (void)state;
    memset(page, 0, sizeof(page));
    table_size = 0;
    return 0;
}

static void no_table(void **state)
{
    (void)state;
    iommu_look();
    assert_int_equal(iommu_state()->units, 0);
}

static void intel_off_and_on(void **state)
{
    struct acpi_iommu unit;

    (void)state;
    table_begin("DMAR");
    dmar_unit_add(1, 16, 0x10); /* reserved memory, no unit */
    dmar_unit_add(0, 16, 0x00);
    dmar_unit_add(0, 16, 0x10);
    assert_int_equal(acpi_iommu(&unit, table, table_size, 1), 0);
    assert_true(unit.base == 0xfed91000 && unit.segment == 2 && !unit.is_amd);
    iommu_look();
    assert_true(iommu_state()->units == 2 && iommu_state()->silent == 0);
    assert_false(iommu_state()->translates || iommu_state()->remaps);
    page[1][VTD_STATUS / 4] = VTD_STATUS_TRANSLATES;
    iommu_look();
    assert_true(iommu_state()->translates && !iommu_state()->remaps);
    page[1][VTD_STATUS / 4] = VTD_STATUS_REMAPS;
    iommu_look();
    assert_true(!iommu_state()->translates && iommu_state()->remaps);
}

static void silent_and_out_of_reach(void **state)
{
    (void)state;
    table_begin("DMAR");
    dmar_unit_add(0, 16, 0x00);
    dmar_unit_add(0, 16, 0x20); /* cannot be mapped */
    memset(page[0], 0xff, sizeof(page[0]));
    iommu_look();
    assert_true(iommu_state()->units == 2 && iommu_state()->silent == 2);
    assert_false(iommu_state()->translates || iommu_state()->remaps);
}

/* The same unit in two records; one switch for both kinds of remapping. */
static void amd(void **state)
{
    (void)state;
    table_begin("IVRS");
    ivrs_unit_add(0x10, 0x00);
    ivrs_unit_add(0x11, 0x00);
    ivrs_unit_add(0x20, 0x10); /* memory, no unit */
    ivrs_unit_add(0x40, 0x10);
    iommu_look();
    assert_int_equal(iommu_state()->units, 2);
    assert_false(iommu_state()->translates);
    page[0][AMD_IOMMU_CONTROL / 4] = AMD_IOMMU_CONTROL_ON;
    iommu_look();
    assert_true(iommu_state()->translates && iommu_state()->remaps);
}

/* A record that has no length would never end, one that is longer than the table would leave it. */
static void lies(void **state)
{
    static const uint8_t lengths[] = { 0, 1, 3, 17, 0xff };
    struct acpi_iommu unit;

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
        table_begin("DMAR");
        dmar_unit_add(0, 16, 0x00);
        dmar_unit_add(0, lengths[i], 0x10);
        assert_int_equal(acpi_iommu(&unit, table, table_size, 0), 0);
        assert_int_equal(acpi_iommu(&unit, table, table_size, 1), -E_RANGE);
        iommu_look();
        assert_int_equal(iommu_state()->units, 1);
    }
    table_begin("DMAR");
    dmar_unit_add(0, 8, 0x00); /* too short for its address */
    table[LENGTH_AT] = 56;
    assert_int_equal(acpi_iommu(&unit, table, 56, 0), -E_NOENT);
    table_begin("DMAS");
    assert_int_equal(acpi_iommu(&unit, table, table_size, 0), -E_INVAL);
    for (size_t size = 0; size < RECORDS_AT; size++) {
        uint8_t *copy = exact_copy(table, size);

        assert_int_equal(acpi_iommu(&unit, copy, size, 0), -E_INVAL);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(no_table, fresh),
        cmocka_unit_test_setup(intel_off_and_on, fresh),
        cmocka_unit_test_setup(silent_and_out_of_reach, fresh),
        cmocka_unit_test_setup(amd, fresh),
        cmocka_unit_test_setup(lies, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
