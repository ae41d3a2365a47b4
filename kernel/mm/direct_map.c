/* SPDX-License-Identifier: MIT */
/* mm/direct_map.c — the page tables say what the window holds. */
#include "mm/direct_map.h"

#include "mm/memory_map.h"
#include "mm/mmio.h"
#include "mm/page_walk.h"
#include "mm/paging.h"

static const struct memory_map *known;

void direct_map_know(const struct memory_map *map)
{
    known = map;
}

bool direct_map_may(paddr_t address, size_t size)
{
    if (address + size < address)
        return false;
    return address + size <= DIRECT_MAP_BYTES ||
           (known != NULL && memory_map_lists(known, address, address + size));
}

/* Page tables lie in RAM, and so in the window. */
static bool table_read(void *context, paddr_t address, uint64_t *entry)
{
    (void)context;
    *entry = *(const volatile uint64_t *)(uintptr_t)(DIRECT_MAP_BASE + address);
    return true;
}

int direct_map_look(const volatile void *pointer, struct page_mapping *mapping)
{
    return page_walk(paging_root(), (uint64_t)(uintptr_t)pointer, table_read, NULL, mapping);
}

/* Whether all of it is in the window. */
static bool window_holds(paddr_t address, size_t size)
{
    struct page_mapping mapping;
    uint64_t seen = 0;

    if (address + size < address || address + size > 1ull << PAGE_CANONICAL_BITS)
        return false;
    do {
        if (page_walk(paging_root(), DIRECT_MAP_BASE + address + seen, table_read, NULL,
                      &mapping) != 0)
            return false;
        seen += mapping.bytes;
    } while (seen < size);
    return true;
}

void *direct_map_find(paddr_t address, size_t size)
{
    if (window_holds(address, size))
        return (void *)(uintptr_t)(DIRECT_MAP_BASE + address);
    return mmio_find(address, size > 0 ? size : 1);
}

void *direct_map(paddr_t address, size_t size)
{
    void *pointer = address != 0 ? direct_map_find(address, size) : NULL;

    if (pointer != NULL || address == 0 || !paging_is_active() || !direct_map_may(address, size))
        return pointer;
    return mmio_map(address, size > 0 ? size : 1, CACHING_WRITE_BACK);
}
