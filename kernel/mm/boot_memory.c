/* SPDX-License-Identifier: MIT */
/*
 * mm/boot_memory.c — firmware has been seen to leave ACPI tables in memory it calls free, so each table
 * is looked for before anything is handed out. Whole pages are kept.
 */
#include "mm/boot_memory.h"

#include "fmt/acpi.h"
#include "fmt/efi.h"

#define PAGE_BYTES 0x1000ull
#define ROOTS      2
#define TABLES_MAX 1024 /* that a root may name; more are not followed */

static void reserve(struct memory_map *map, paddr_t start, uint64_t size)
{
    const paddr_t end = start + size;

    if (end > start && end <= UINT64_MAX - PAGE_BYTES)
        memory_map_reserve(map, ALIGN_DOWN(start, PAGE_BYTES), ALIGN_UP(end, PAGE_BYTES));
}

/* Reserves a table and stores its length; false when none can be read there. */
static bool table_reserve(struct memory_map *map, paddr_t address, boot_memory_reach_t reach,
                          uint32_t *length)
{
    const void *bytes = address != 0 ? reach(address, ACPI_HEADER_BYTES) : NULL;
    struct acpi_table table;

    if (bytes == NULL || acpi_table_parse(&table, bytes, ACPI_HEADER_BYTES) != 0)
        return false;
    *length = table.length;
    reserve(map, address, table.length);
    return true;
}

/* The FADT leads to two more (ACPI 6.5, 5.2.9). */
static void fadt_follow(struct memory_map *map, paddr_t address, uint32_t length,
                        boot_memory_reach_t reach)
{
    const uint8_t *bytes = reach(address, length);
    struct acpi_fadt fadt;
    uint32_t ignored;

    if (bytes == NULL || acpi_fadt_parse(&fadt, bytes, length) != 0)
        return;
    table_reserve(map, fadt.dsdt, reach, &ignored);
}

static void root_follow(struct memory_map *map, paddr_t address, boot_memory_reach_t reach)
{
    uint32_t length;
    const void *root;
    int count;

    if (!table_reserve(map, address, reach, &length))
        return;
    root = reach(address, length);
    count = root != NULL ? acpi_root_count(root, length) : 0;
    for (int i = 0; i < count && i < TABLES_MAX; i++) {
        const paddr_t entry = acpi_root_entry(root, length, (unsigned)i);
        uint32_t bytes;

        if (!table_reserve(map, entry, reach, &bytes))
            continue;
        fadt_follow(map, entry, bytes, reach);
    }
}

static void acpi_reserve(struct memory_map *map, const struct boot_info *boot,
                         boot_memory_reach_t reach)
{
    struct acpi_rsdp rsdp;

    if (boot->rsdp_size == 0 || acpi_rsdp_parse(&rsdp, boot->rsdp, boot->rsdp_size) != 0)
        return;
    root_follow(map, rsdp.xsdt, reach);
    root_follow(map, rsdp.rsdt, reach);
}

static void efi_reserve(struct memory_map *map, const struct boot_info *boot,
                        boot_memory_reach_t reach)
{
    const size_t size =
        boot->efi_bits == 32 ? EFI_SYSTEM_TABLE_BYTES_32 : EFI_SYSTEM_TABLE_BYTES_64;
    const void *table = boot->efi_system_table != 0 ? reach(boot->efi_system_table, size) : NULL;
    struct efi_config config;

    if (table == NULL || efi_system_table_parse(&config, table, size, boot->efi_bits) != 0)
        return;
    reserve(map, boot->efi_system_table, size);
    reserve(map, config.address, efi_config_bytes(&config));
}

void boot_memory_reserve(struct memory_map *map, const struct boot_info *boot, paddr_t start,
                         paddr_t end, boot_memory_reach_t reach)
{
    const struct boot_framebuffer *fb = &boot->framebuffer;

    reserve(map, start, end - start);
    reserve(map, boot->info_start, boot->info_end - boot->info_start);
    for (unsigned i = 0; i < boot->module_count; i++)
        if (boot->modules[i].end > boot->modules[i].start)
            reserve(map, boot->modules[i].start, boot->modules[i].end - boot->modules[i].start);
    if (fb->type != BOOT_FB_NONE)
        reserve(map, fb->address, (uint64_t)fb->pitch * fb->height);
    acpi_reserve(map, boot, reach);
    efi_reserve(map, boot, reach);
}
