/* SPDX-License-Identifier: MIT */
/* mm/page_regs.h — SDM 3A 4.5 "4-level paging", edition of June 2023. Entries of page tables. */
#pragma once

#define PAGE_ENTRY_PRESENT        (1ull << 0)
#define PAGE_ENTRY_WRITABLE       (1ull << 1)
#define PAGE_ENTRY_USER           (1ull << 2)
#define PAGE_ENTRY_WRITE_THROUGH  (1ull << 3) /* bit 0 of the number of an entry of the PAT */
#define PAGE_ENTRY_PAT_SMALL      (1ull << 7)  /* bit 2 of it, in a page of 4 KiB */
#define PAGE_ENTRY_PAT_LARGE      (1ull << 12) /* the same in a larger one */
#define PAGE_ENTRY_UNCACHED       (1ull << 4) /* bit 1 of it */
#define PAGE_ENTRY_LARGE          (1ull << 7) /* in levels 3 and 2: maps a page, not a table */
#define PAGE_ENTRY_ADDRESS        0x000ffffffffff000ull
#define PAGE_ENTRY_NO_EXECUTE     (1ull << 63)

#define PAGE_LEVELS         4
#define PAGE_BITS           12
#define PAGE_LEVEL_BITS     9
#define PAGE_TABLE_ENTRIES  512
#define PAGE_CANONICAL_BITS 47 /* bits 63 to 47 of an address are alike */
