/* SPDX-License-Identifier: MIT */
/* mm/page_walk.c — PML4, page directory pointers, page directory, page table. */
#include "mm/page_walk.h"

#include "lib/error.h"
#include "mm/page_regs.h"

static uint8_t pat_of(uint64_t entry, bool is_small)
{
    const uint64_t high = is_small ? PAGE_ENTRY_PAT_SMALL : PAGE_ENTRY_PAT_LARGE;

    return (uint8_t)((entry & PAGE_ENTRY_WRITE_THROUGH ? 1 : 0) |
                     (entry & PAGE_ENTRY_UNCACHED ? 2 : 0) | (entry & high ? 4 : 0));
}

int page_walk(paddr_t cr3, uint64_t address, page_table_read_t read, void *context,
              struct page_mapping *mapping)
{
    const uint64_t upper = address >> PAGE_CANONICAL_BITS;
    uint64_t rights = PAGE_ENTRY_WRITABLE | PAGE_ENTRY_USER, no_execute = 0;
    paddr_t table = cr3 & PAGE_ENTRY_ADDRESS;

    if (upper != 0 && upper != UINT64_MAX >> PAGE_CANONICAL_BITS)
        return -E_RANGE;
    for (unsigned level = PAGE_LEVELS; level > 0; level--) {
        const unsigned bits = PAGE_BITS + PAGE_LEVEL_BITS * (level - 1);
        const uint64_t index = address >> bits & ((1u << PAGE_LEVEL_BITS) - 1);
        uint64_t entry;

        if (!read(context, table + 8 * index, &entry))
            return -E_IO;
        if (!(entry & PAGE_ENTRY_PRESENT))
            return -E_NOENT;
        rights &= entry;
        no_execute |= entry & PAGE_ENTRY_NO_EXECUTE;
        table = entry & PAGE_ENTRY_ADDRESS;
        if (level == 1 || (level < PAGE_LEVELS && entry & PAGE_ENTRY_LARGE)) {
            const uint64_t in_page = address & ((1ull << bits) - 1);

            *mapping = (struct page_mapping){
                .physical = (table & ~((1ull << bits) - 1)) | in_page,
                .bytes = (1ull << bits) - in_page,
                .is_writable = rights & PAGE_ENTRY_WRITABLE,
                .is_executable = no_execute == 0,
                .is_user = rights & PAGE_ENTRY_USER,
                .pat = pat_of(entry, level == 1),
            };
            return 0;
        }
    }
    return -E_NOENT; /* not reached: level 1 always ends the walk */
}
