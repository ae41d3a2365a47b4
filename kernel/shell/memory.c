/* SPDX-License-Identifier: MIT */
/* shell/memory.c — asks the live page tables before anybody touches anything. */
#include "shell/memory.h"

#include "cpu/registers.h"
#include "lib/error.h"
#include "mm/direct_map.h"

static bool table_read(void *context, paddr_t address, uint64_t *entry)
{
    const volatile uint64_t *table = direct_map(address, sizeof(*entry));

    (void)context;
    if (table == NULL)
        return false;
    *entry = *table;
    return true;
}

int memory_reach(uint64_t address, volatile void **pointer, struct page_mapping *mapping)
{
    /* Not by direct_map(), which has no address 0: a person may want to see what lies there. */
    const bool is_physical = address < DIRECT_MAP_BASE;
    const uint64_t target = is_physical ? DIRECT_MAP_BASE + address : address;
    int result;

    if (is_physical && address >= DIRECT_MAP_BYTES)
        return -E_NOENT;
    result = page_walk(cr3_read(), target, table_read, NULL, mapping);
    if (result == 0)
        *pointer = (volatile void *)(uintptr_t)target;
    return result;
}
