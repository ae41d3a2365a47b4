/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_iommu.c — where the registers of remapping units are (Intel VT-d 4.1 8.1 to 8.3, AMD I/O
 * Virtualization 3.08 5.2).
 *
 * AMD describes one unit by up to three records, for kernels of different ages: those with the registers
 * of an earlier one tell nothing new.
 */
#include "fmt/acpi_tables.h"
#include "lib/bytes.h"
#include "lib/error.h"

/* Both tables begin their records at the same place. */
#define RECORDS 48

enum dmar_offset {
    DMAR_TYPE = 0, /* 16 bits, as the length */
    DMAR_LENGTH = 2,
    DMAR_SEGMENT = 6,
    DMAR_BASE = 8,
    DMAR_HEAD_BYTES = 4,
    DMAR_UNIT_BYTES = 16,
};
#define DMAR_UNIT 0

enum ivrs_offset {
    IVRS_TYPE = 0, /* 8 bits */
    IVRS_LENGTH = 2,
    IVRS_BASE = 8,
    IVRS_SEGMENT = 16,
    IVRS_HEAD_BYTES = 4,
    IVRS_UNIT_BYTES = 24,
};
#define IVRS_UNIT          0x10
#define IVRS_UNIT_EXTENDED 0x11
#define IVRS_UNIT_BY_NAME  0x40

/* What a record tells of a unit; false for one that tells of none. */
static bool unit_read(struct acpi_iommu *iommu, const uint8_t *record, unsigned length, bool is_amd)
{
    const uint8_t type = record[IVRS_TYPE];

    if (!is_amd) {
        if (bytes_u16(record + DMAR_TYPE) != DMAR_UNIT || length < DMAR_UNIT_BYTES)
            return false;
        *iommu = (struct acpi_iommu){ .base = bytes_u64(record + DMAR_BASE),
                                      .segment = bytes_u16(record + DMAR_SEGMENT) };
        return true;
    }
    if ((type != IVRS_UNIT && type != IVRS_UNIT_EXTENDED && type != IVRS_UNIT_BY_NAME) ||
        length < IVRS_UNIT_BYTES)
        return false;
    *iommu = (struct acpi_iommu){ .base = bytes_u64(record + IVRS_BASE),
                                  .segment = bytes_u16(record + IVRS_SEGMENT),
                                  .is_amd = true };
    return true;
}

/* Whether an earlier record of the table, which is known to be sound up to end, has these registers. */
static bool is_told(const struct acpi_iommu *iommu, const uint8_t *bytes, size_t end)
{
    struct acpi_iommu earlier;
    size_t length;

    for (size_t at = RECORDS; at < end; at += length) {
        length = bytes_u16(bytes + at + DMAR_LENGTH);
        if (unit_read(&earlier, bytes + at, (unsigned)length, iommu->is_amd) &&
            earlier.base == iommu->base)
            return true;
    }
    return false;
}

int acpi_iommu(struct acpi_iommu *iommu, const void *bytes, size_t size, unsigned index)
{
    size_t dmar_size = size;
    const bool is_amd = acpi_table_expect(bytes, &dmar_size, "DMAR", RECORDS) != 0;
    const uint8_t *table = bytes;
    struct acpi_iommu unit;
    size_t length;

    if (is_amd && acpi_table_expect(bytes, &size, "IVRS", RECORDS) != 0)
        return -E_INVAL;
    size = is_amd ? size : dmar_size;
    for (size_t at = RECORDS; at < size; at += length) {
        if (size - at < DMAR_HEAD_BYTES)
            return -E_RANGE;
        length = bytes_u16(table + at + DMAR_LENGTH);
        if (length < DMAR_HEAD_BYTES || length > size - at)
            return -E_RANGE;
        if (!unit_read(&unit, table + at, (unsigned)length, is_amd) || is_told(&unit, table, at))
            continue;
        if (index-- == 0) {
            *iommu = unit;
            return 0;
        }
    }
    return -E_NOENT;
}
