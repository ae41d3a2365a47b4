/* SPDX-License-Identifier: MIT */
/* mm/page_walk.c — PML4, page directory pointers, page directory, page table. */
#include "mm/page_walk.h"

#include "lib/error.h"

#define ENTRY_PRESENT    (1ull << 0)
#define ENTRY_WRITABLE   (1ull << 1)
#define ENTRY_USER       (1ull << 2)
#define ENTRY_LARGE      (1ull << 7) /* in levels 3 and 2: maps a page, not a table */
#define ENTRY_NO_EXECUTE (1ull << 63)
#define ENTRY_ADDRESS    0x000ffffffffff000ull

#define LEVELS         4
#define PAGE_BITS      12
#define LEVEL_BITS     9
#define CANONICAL_BITS 47 /* bits 63 to 47 of an address are alike */

int page_walk(paddr_t cr3, uint64_t address, page_table_read_t read, void *context,
              struct page_mapping *mapping)
{
    const uint64_t upper = address >> CANONICAL_BITS;
    uint64_t rights = ENTRY_WRITABLE | ENTRY_USER, no_execute = 0;
    paddr_t table = cr3 & ENTRY_ADDRESS;

    if (upper != 0 && upper != UINT64_MAX >> CANONICAL_BITS)
        return -E_RANGE;
    for (unsigned level = LEVELS; level > 0; level--) {
        const unsigned bits = PAGE_BITS + LEVEL_BITS * (level - 1);
        const uint64_t index = address >> bits & ((1u << LEVEL_BITS) - 1);
        uint64_t entry;

        if (!read(context, table + 8 * index, &entry))
            return -E_IO;
        if (!(entry & ENTRY_PRESENT))
            return -E_NOENT;
        rights &= entry;
        no_execute |= entry & ENTRY_NO_EXECUTE;
        table = entry & ENTRY_ADDRESS;
        if (level == 1 || (level < LEVELS && entry & ENTRY_LARGE)) {
            const uint64_t in_page = address & ((1ull << bits) - 1);

            *mapping = (struct page_mapping){
                .physical = (table & ~((1ull << bits) - 1)) | in_page,
                .bytes = (1ull << bits) - in_page,
                .is_writable = rights & ENTRY_WRITABLE,
                .is_executable = no_execute == 0,
                .is_user = rights & ENTRY_USER,
            };
            return 0;
        }
    }
    return -E_NOENT; /* not reached: level 1 always ends the walk */
}
