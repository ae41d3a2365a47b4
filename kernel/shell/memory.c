/* SPDX-License-Identifier: MIT */
/* shell/memory.c — asks the live page tables before anybody touches anything. */
#include "shell/memory.h"

#include "lib/error.h"
#include "mm/direct_map.h"
#include "mm/mmio.h"

/*
 * Where the page of a physical address can be reached, NULL for where nothing may be. What nobody has
 * mapped is mapped uncached, since registers may be there, and until the next such page is asked for.
 */
static void *physical_reach(paddr_t address)
{
    static void *guest;
    const paddr_t page = ALIGN_DOWN(address, PAGE_BYTES);
    void *reached = direct_map_find(page, PAGE_BYTES);

    if (reached == NULL && direct_map_may(page, PAGE_BYTES)) {
        if (guest != NULL)
            mmio_unmap(guest, PAGE_BYTES);
        guest = reached = mmio_map(page, PAGE_BYTES, CACHING_UNCACHED);
    }
    return reached != NULL ? (char *)reached + (address - page) : NULL;
}

int memory_reach(uint64_t address, volatile void **pointer, struct page_mapping *mapping)
{
    void *place = address < DIRECT_MAP_BASE ? physical_reach(address) : (void *)(uintptr_t)address;
    int result;

    if (place == NULL)
        return address >> PAGE_CANONICAL_BITS == 0 ? -E_NOENT : -E_RANGE;
    result = direct_map_look(place, mapping);
    if (result == 0)
        *pointer = place;
    return result;
}
