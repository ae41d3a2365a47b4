/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi.c — the way from the RSDP to the tables: root pointer, headers, lists of addresses.
 *
 * Nothing here follows an address. A length is believed only up to the bytes at hand.
 */
#include "fmt/acpi.h"

#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/str.h"

#include <limits.h>

#define RSDP_SIGNATURE "RSD PTR "
#define RSDP_BYTES_V1  20
#define RSDP_BYTES_V2  36
#define RSDP_REVISION  15
#define RSDP_RSDT      16
#define RSDP_LENGTH    20
#define RSDP_XSDT      24
#define RSDP_ALIGN     16

#define HEADER_LENGTH       4
#define HEADER_REVISION     8
#define HEADER_OEM_ID       10
#define HEADER_OEM_TABLE_ID 16

bool acpi_checksum_is_good(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint8_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + at[i]);
    return sum == 0;
}

/* The XSDT's address, 0 when the part that holds it is not there or not right. */
static paddr_t rsdp_xsdt(const uint8_t *bytes, size_t size)
{
    uint32_t length;

    if (size < RSDP_BYTES_V2)
        return 0;
    length = bytes_u32(bytes + RSDP_LENGTH);
    if (length < RSDP_BYTES_V2 || length > size || !acpi_checksum_is_good(bytes, length))
        return 0;
    return bytes_u64(bytes + RSDP_XSDT);
}

int acpi_rsdp_parse(struct acpi_rsdp *rsdp, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (size < RSDP_BYTES_V1 || memcmp(at, RSDP_SIGNATURE, sizeof(RSDP_SIGNATURE) - 1) != 0)
        return -E_INVAL;
    if (!acpi_checksum_is_good(at, RSDP_BYTES_V1))
        return -E_CRC;
    rsdp->revision = at[RSDP_REVISION];
    rsdp->rsdt = bytes_u32(at + RSDP_RSDT);
    rsdp->xsdt = rsdp->revision >= 2 ? rsdp_xsdt(at, size) : 0;
    return 0;
}

int acpi_rsdp_scan(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    struct acpi_rsdp rsdp;

    for (size_t i = 0; i < size && i <= INT_MAX; i += RSDP_ALIGN)
        if (acpi_rsdp_parse(&rsdp, at + i, size - i) == 0)
            return (int)i;
    return -E_NODEV;
}

int acpi_table_parse(struct acpi_table *table, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint32_t length;

    if (size < ACPI_HEADER_BYTES)
        return -E_INVAL;
    for (int i = 0; i < 4; i++)
        if (at[i] <= ' ' || at[i] > '~')
            return -E_INVAL;
    length = bytes_u32(at + HEADER_LENGTH);
    if (length < ACPI_HEADER_BYTES || length > ACPI_TABLE_MAX)
        return -E_RANGE;

    str_copy_printable(table->signature, sizeof(table->signature), at, 4);
    table->length = length;
    table->revision = at[HEADER_REVISION];
    str_copy_printable(table->oem_id, sizeof(table->oem_id), at + HEADER_OEM_ID, 6);
    str_copy_printable(table->oem_table_id, sizeof(table->oem_table_id), at + HEADER_OEM_TABLE_ID,
                       8);
    return 0;
}

/* Bytes per entry of a root table, 0 when it is none; *entries_bytes is what they take together. */
static unsigned root_entry_bytes(const void *root, size_t size, size_t *entries_bytes)
{
    struct acpi_table table;

    if (acpi_table_parse(&table, root, size) != 0)
        return 0;
    *entries_bytes = (table.length < size ? table.length : size) - ACPI_HEADER_BYTES;
    if (str_equal(table.signature, "RSDT"))
        return 4;
    return str_equal(table.signature, "XSDT") ? 8 : 0;
}

int acpi_root_count(const void *root, size_t size)
{
    size_t entries_bytes;
    unsigned entry_bytes = root_entry_bytes(root, size, &entries_bytes);

    return entry_bytes ? (int)(entries_bytes / entry_bytes) : -E_INVAL;
}

paddr_t acpi_root_entry(const void *root, size_t size, unsigned index)
{
    const uint8_t *entries = (const uint8_t *)root + ACPI_HEADER_BYTES;
    size_t entries_bytes;
    unsigned entry_bytes = root_entry_bytes(root, size, &entries_bytes);
    paddr_t entry;

    if (!entry_bytes || index >= entries_bytes / entry_bytes)
        return 0;
    entry = entry_bytes == 4 ? bytes_u32(entries + index * 4) : bytes_u64(entries + index * 8);
    /* All ones of the short form are no better in the long one: no table begins at such a place. */
    return entry == UINT32_MAX || entry == UINT64_MAX ? 0 : entry;
}
