/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_records.c — MADT and SRAT: records that each begin with type and length (ACPI 6.5 5.2.12,
 * 5.2.16).
 *
 * A length of 0 or 1 would never end, and one beyond the table would leave it: both end the walk. A
 * record shorter than its type asks for is passed over.
 */
#include "fmt/acpi_tables.h"
#include "lib/bytes.h"
#include "lib/error.h"

#define RECORD_TYPE   0
#define RECORD_LENGTH 1
#define RECORD_BYTES  2

#define MADT_LOCAL_APIC 36
#define MADT_FLAGS      40
#define MADT_RECORDS    44
#define SRAT_RECORDS    48

#define APIC_ID_NONE 0xffu

/* Steps from the record at *offset (0: none yet) to the next. */
static int record_next(unsigned *offset, const uint8_t *bytes, size_t size, unsigned start)
{
    const size_t next = *offset == 0 ? start : *offset + bytes[*offset + RECORD_LENGTH];

    if (next == size)
        return -E_NOENT;
    if (next + RECORD_BYTES > size || bytes[next + RECORD_LENGTH] < RECORD_BYTES ||
        next + bytes[next + RECORD_LENGTH] > size)
        return -E_RANGE;
    *offset = (unsigned)next;
    return 0;
}

int acpi_madt_parse(struct acpi_madt *madt, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (acpi_table_expect(bytes, &size, "APIC", MADT_RECORDS) != 0)
        return -E_INVAL;
    *madt = (struct acpi_madt){ bytes_u32(at + MADT_LOCAL_APIC), bytes_u32(at + MADT_FLAGS) };
    return 0;
}

/* Returns false for a record that is too short for its type. */
static bool madt_record_read(struct acpi_madt_entry *entry, const uint8_t *at)
{
    static const uint8_t bytes_min[] = {
        [ACPI_MADT_LOCAL_APIC] = 8,    [ACPI_MADT_IO_APIC] = 12,   [ACPI_MADT_OVERRIDE] = 10,
        [ACPI_MADT_NMI_SOURCE] = 8,    [ACPI_MADT_LOCAL_NMI] = 6,  [ACPI_MADT_ADDRESS] = 12,
        [ACPI_MADT_LOCAL_X2APIC] = 16, [ACPI_MADT_X2APIC_NMI] = 12
    };
    const unsigned type = at[RECORD_TYPE], offset = entry->offset;

    if (type < ARRAY_SIZE(bytes_min) && at[RECORD_LENGTH] < bytes_min[type])
        return false;
    *entry = (struct acpi_madt_entry){ .type = type, .offset = offset };
    switch (type) {
    case ACPI_MADT_LOCAL_APIC:
        entry->uid = at[2];
        entry->id = at[3];
        entry->flags = bytes_u32(at + 4);
        break;
    case ACPI_MADT_IO_APIC:
        entry->id = at[2];
        entry->address = bytes_u32(at + 4);
        entry->gsi = bytes_u32(at + 8);
        break;
    case ACPI_MADT_OVERRIDE:
        entry->id = at[3];
        entry->gsi = bytes_u32(at + 4);
        entry->flags = bytes_u16(at + 8);
        break;
    case ACPI_MADT_NMI_SOURCE:
        entry->flags = bytes_u16(at + 2);
        entry->gsi = bytes_u32(at + 4);
        break;
    case ACPI_MADT_LOCAL_NMI:
        entry->uid = at[2];
        entry->flags = bytes_u16(at + 3);
        entry->id = at[5];
        break;
    case ACPI_MADT_ADDRESS:
        entry->address = bytes_u64(at + 4);
        break;
    case ACPI_MADT_LOCAL_X2APIC:
        entry->id = bytes_u32(at + 4);
        entry->flags = bytes_u32(at + 8);
        entry->uid = bytes_u32(at + 12);
        break;
    case ACPI_MADT_X2APIC_NMI:
        entry->flags = bytes_u16(at + 2);
        entry->uid = bytes_u32(at + 4);
        entry->id = at[8];
        break;
    default:
        break; /* of a type that nobody here asks for */
    }
    return true;
}

int acpi_madt_next(struct acpi_madt_entry *entry, const void *bytes, size_t size)
{
    int result;

    if (acpi_table_expect(bytes, &size, "APIC", MADT_RECORDS) != 0)
        return -E_INVAL;
    do {
        result = record_next(&entry->offset, bytes, size, MADT_RECORDS);
    } while (result == 0 && !madt_record_read(entry, (const uint8_t *)bytes + entry->offset));
    return result;
}

bool acpi_madt_has_cpu(const void *bytes, size_t size, uint32_t apic_id)
{
    struct acpi_madt_entry entry = { 0 };

    while (acpi_madt_next(&entry, bytes, size) == 0) {
        if (entry.id != apic_id || !(entry.flags & ACPI_CPU_ENABLED))
            continue;
        if (entry.type == ACPI_MADT_LOCAL_X2APIC ||
            (entry.type == ACPI_MADT_LOCAL_APIC && entry.id != APIC_ID_NONE))
            return true;
    }
    return false;
}

static bool srat_record_read(struct acpi_srat_entry *entry, const uint8_t *at)
{
    static const uint8_t bytes_min[] = {
        [ACPI_SRAT_CPU] = 16, [ACPI_SRAT_MEMORY] = 40, [ACPI_SRAT_X2APIC] = 24
    };
    const unsigned type = at[RECORD_TYPE], offset = entry->offset;

    if (type >= ARRAY_SIZE(bytes_min) || at[RECORD_LENGTH] < bytes_min[type])
        return false;
    *entry = (struct acpi_srat_entry){ .type = type, .offset = offset };
    if (type == ACPI_SRAT_CPU) {
        entry->domain = at[2] | (bytes_u32(at + 8) & ~0xffu);
        entry->apic_id = at[3];
        entry->flags = bytes_u32(at + 4);
    } else if (type == ACPI_SRAT_MEMORY) {
        entry->domain = bytes_u32(at + 2);
        entry->base = bytes_u64(at + 8);
        entry->length = bytes_u64(at + 16);
        entry->flags = bytes_u32(at + 28);
    } else {
        entry->domain = bytes_u32(at + 4);
        entry->apic_id = bytes_u32(at + 8);
        entry->flags = bytes_u32(at + 12);
    }
    return true;
}

int acpi_srat_next(struct acpi_srat_entry *entry, const void *bytes, size_t size)
{
    int result;

    if (acpi_table_expect(bytes, &size, "SRAT", SRAT_RECORDS) != 0)
        return -E_INVAL;
    do {
        result = record_next(&entry->offset, bytes, size, SRAT_RECORDS);
    } while (result == 0 && !srat_record_read(entry, (const uint8_t *)bytes + entry->offset));
    if (result == 0 && entry->base + entry->length < entry->base)
        return -E_RANGE;
    return result;
}
