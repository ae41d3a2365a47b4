/* SPDX-License-Identifier: MIT */
/*
 * mm/page_table.h — building 4-level page tables (SDM 3A 4.5), in memory that is reached through a window.
 *
 * Mapping never changes what is mapped already, so that two parts of the kernel cannot take the same
 * addresses unnoticed. Flushing what the CPU remembers of a mapping is the caller's.
 */
#pragma once

#include "lib/types.h"
#include "mm/page_regs.h"

#define PAGE_BYTES ((uint64_t)1 << PAGE_BITS)

enum page_right { PAGE_READ = 0, PAGE_WRITE = 1, PAGE_EXECUTE = 2, PAGE_USER = 4 };

enum caching {
    CACHING_WRITE_BACK,     /* memory; what the MTRRs call uncached stays so */
    CACHING_UNCACHED,       /* registers: each access reaches the device, in order */
    CACHING_WRITE_COMBINING /* pixels: writes are gathered; uncached where the CPU cannot */
};

struct page_table {
    paddr_t root;
    uintptr_t window;            /* where physical address 0 would be reached */
    paddr_t (*frame_take)(void); /* a frame for a table, 0: none left */
    bool has_no_execute;         /* the CPU knows the bit; without it every page can be executed */
    bool has_gigabyte_pages;
    paddr_t address_end; /* the CPU's entries hold addresses below */
};

/* Makes the empty root. -E_NOSPACE when there is no frame for it. */
int page_table_init(struct page_table *table);

/*
 * Maps size bytes at virtual to physical, by the largest pages that fit; all three are multiples of
 * PAGE_BYTES. Returns 0; -E_INVAL for other numbers or where something is mapped already; -E_RANGE for
 * an address that cannot be; -E_NOSPACE without a frame for a table. On an error nothing is mapped.
 */
int page_table_map(struct page_table *table, uint64_t virtual, paddr_t physical, uint64_t size,
                   unsigned rights, enum caching caching);

/*
 * Takes away what is mapped in [virtual, virtual + size); holes are well. The tables stay. -E_INVAL,
 * and nothing changes from there on, where a large page reaches out of the range.
 */
int page_table_unmap(struct page_table *table, uint64_t virtual, uint64_t size);

/* One page of any size, as the tables say. */
struct page_leaf {
    uint64_t virtual;
    paddr_t physical;
    uint64_t bytes;
    bool is_writable, is_executable, is_user;
    enum caching caching;
};

/* Returns false to end the visit. */
typedef bool (*page_visit_t)(void *context, const struct page_leaf *leaf);

/*
 * Visits every mapped page below the tables at root, which are read at window plus their addresses, in
 * the order of virtual addresses. Returns false when the visitor ended it.
 */
bool page_table_visit(paddr_t root, uintptr_t window, page_visit_t visit, void *context);
