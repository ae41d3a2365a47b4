/* SPDX-License-Identifier: MIT */
/* fmt/acpi_table.c — what all decoders of tables share, and the tables that are one list of records. */
#include "fmt/acpi_tables.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"

enum gas_offset { GAS_SPACE = 0, GAS_BIT_WIDTH = 1, GAS_ACCESS = 3, GAS_ADDRESS = 4 };

enum mcfg_offset {
    MCFG_ENTRIES = 44,
    MCFG_ENTRY_BYTES = 16,
    MCFG_SEGMENT = 8,
    MCFG_FIRST = 10,
    MCFG_LAST = 11,
};

enum hpet_offset {
    HPET_ID = 36,
    HPET_ADDRESS = 40,
    HPET_NUMBER = 52,
    HPET_MINIMUM_TICK = 53,
    HPET_BYTES = 56,
};

/* HPET 1.0a 3.2.4: the event timer block's id. */
#define HPET_ID_COMPARATORS (0x1fu << 8)
#define HPET_ID_64BIT       (1u << 13)
#define HPET_ID_LEGACY      (1u << 15)

static enum acpi_space space_of(uint8_t id)
{
    return id <= ACPI_SPACE_PCI ? (enum acpi_space)id : ACPI_SPACE_OTHER;
}

struct acpi_address acpi_address_read(const void *bytes)
{
    const uint8_t *gas = bytes;
    const uint8_t access = gas[GAS_ACCESS];

    return (struct acpi_address){
        .space = space_of(gas[GAS_SPACE]),
        .bit_width = gas[GAS_BIT_WIDTH],
        .access_bytes = access >= 1 && access <= 4 ? (uint8_t)(1 << (access - 1)) : 0,
        .address = bytes_u64(gas + GAS_ADDRESS),
    };
}

int acpi_pci_register_read(struct acpi_pci_register *reg, const struct acpi_address *address)
{
    const uint64_t device = address->address >> 32, function = address->address >> 16 & 0xffff;
    const uint64_t offset = address->address & 0xffff;

    if (address->space != ACPI_SPACE_PCI || device > 31 || function > 7 || offset > 255)
        return -E_INVAL;
    *reg = (struct acpi_pci_register){ (uint8_t)device, (uint8_t)function, (uint16_t)offset };
    return 0;
}

int acpi_table_expect(const void *bytes, size_t *size, const char *signature, size_t bytes_min)
{
    struct acpi_table table;

    if (acpi_table_parse(&table, bytes, *size) != 0 || memcmp(bytes, signature, 4) != 0)
        return -E_INVAL;
    if (*size > table.length)
        *size = table.length;
    return *size >= bytes_min ? 0 : -E_INVAL;
}

int acpi_mcfg_entry(struct acpi_mcfg_entry *entry, const void *bytes, size_t size, unsigned index)
{
    const uint8_t *at = bytes;

    if (acpi_table_expect(bytes, &size, "MCFG", MCFG_ENTRIES) != 0)
        return -E_INVAL;
    if (index >= (size - MCFG_ENTRIES) / MCFG_ENTRY_BYTES)
        return (size - MCFG_ENTRIES) % MCFG_ENTRY_BYTES == 0 ? -E_NOENT : -E_RANGE;
    at += MCFG_ENTRIES + index * MCFG_ENTRY_BYTES;
    *entry = (struct acpi_mcfg_entry){
        .base = bytes_u64(at),
        .segment = bytes_u16(at + MCFG_SEGMENT),
        .first = at[MCFG_FIRST],
        .last = at[MCFG_LAST],
    };
    return 0;
}

int acpi_hpet_parse(struct acpi_hpet *hpet, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint32_t id;

    if (acpi_table_expect(bytes, &size, "HPET", HPET_BYTES) != 0)
        return -E_INVAL;
    id = bytes_u32(at + HPET_ID);
    *hpet = (struct acpi_hpet){
        .address = acpi_address_read(at + HPET_ADDRESS),
        .comparators = ((id & HPET_ID_COMPARATORS) >> 8) + 1,
        .is_64bit = (id & HPET_ID_64BIT) != 0,
        .has_legacy_routing = (id & HPET_ID_LEGACY) != 0,
        .number = at[HPET_NUMBER],
        .minimum_tick = bytes_u16(at + HPET_MINIMUM_TICK),
    };
    return 0;
}
