/* SPDX-License-Identifier: MIT */
/* shell/memory.c — asks the live page tables before anybody touches anything. */
#include "shell/memory.h"

#include "cpu/registers.h"
#include "lib/error.h"
#include "mm/direct_map.h"
#include "mm/mmio.h"

/* Page tables lie in RAM, which is all in the window. */
static bool table_read(void *context, paddr_t address, uint64_t *entry)
{
    (void)context;
    *entry = *(const volatile uint64_t *)(uintptr_t)(DIRECT_MAP_BASE + address);
    return true;
}

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
    result = page_walk(cr3_read(), (uint64_t)(uintptr_t)place, table_read, NULL, mapping);
    if (result == 0)
        *pointer = place;
    return result;
}
