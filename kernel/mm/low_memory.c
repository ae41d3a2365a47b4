/* SPDX-License-Identifier: MIT */
/* mm/low_memory.c — from the top down, the first page that nothing is known against. */
#include "mm/low_memory.h"

#include "lib/mem.h"
#include "mm/direct_map.h"

#define PAGE         0x1000u
#define HIGHEST      0x9f000u /* ends before the last KiB, where an EBDA mostly is */
#define AVAILABLE    1        /* of the loader's types of memory */
#define BDA_EBDA     0x40e
#define BDA_BASE_KIB 0x413
#define EBDA_LEAST   0x40000u
#define EBDA_MOST    0xa0000u

static bool overlaps(paddr_t page, paddr_t start, paddr_t end)
{
    return start < page + PAGE && end > page;
}

static bool is_listed_free(const struct boot_info *boot, paddr_t page)
{
    bool is_free = false;

    for (unsigned i = 0; i < boot->memory_count; i++) {
        const struct boot_memory *m = &boot->memory[i];
        const paddr_t end = m->base + m->length;

        if (end < m->base || !overlaps(page, m->base, end))
            continue;
        if (m->type != AVAILABLE)
            return false;
        if (m->base <= page && end >= page + PAGE)
            is_free = true;
    }
    return is_free;
}

static bool is_the_loaders(const struct boot_info *boot, paddr_t page)
{
    if (overlaps(page, boot->info_start, boot->info_end))
        return true;
    for (unsigned i = 0; i < boot->module_count; i++)
        if (overlaps(page, boot->modules[i].start, boot->modules[i].end))
            return true;
    return false;
}

/* Where the firmware's own begins; what makes no sense is taken for the highest. */
static paddr_t limit_of(uint16_t ebda_segment, uint16_t base_kib)
{
    const paddr_t candidates[] = { (paddr_t)ebda_segment << 4, (paddr_t)base_kib << 10 };
    paddr_t limit = HIGHEST + PAGE;

    for (unsigned i = 0; i < ARRAY_SIZE(candidates); i++)
        if (candidates[i] >= EBDA_LEAST && candidates[i] <= EBDA_MOST && candidates[i] < limit)
            limit = candidates[i];
    return limit;
}

paddr_t low_memory_choose(const struct boot_info *boot, uint16_t ebda_segment, uint16_t base_kib)
{
    const paddr_t limit = limit_of(ebda_segment, base_kib);

    for (paddr_t page = HIGHEST - PAGE; page >= PAGE; page -= PAGE)
        if (page + PAGE <= limit && is_listed_free(boot, page) && !is_the_loaders(boot, page))
            return page;
    return 0;
}

static uint16_t word_at(paddr_t address)
{
    const void *bytes = direct_map(address, sizeof(uint16_t));
    uint16_t word = 0;

    if (bytes != NULL)
        memcpy(&word, bytes, sizeof(word));
    return word;
}

/* UEFI has no such words; what lies there then is anything. */
paddr_t low_memory_find(const struct boot_info *boot)
{
    if (boot->efi_system_table != 0)
        return low_memory_choose(boot, 0, 0);
    return low_memory_choose(boot, word_at(BDA_EBDA), word_at(BDA_BASE_KIB));
}
