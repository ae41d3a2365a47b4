/* SPDX-License-Identifier: MIT */
/* mm/mmio.c — by the window of boot/, whose caching the MTRRs decide. */
#include "mm/mmio.h"

#include "mm/direct_map.h"

void *mmio_map(paddr_t address, size_t size, enum caching caching)
{
    (void)caching;
    return size > 0 ? direct_map(address, size) : NULL;
}

void mmio_unmap(void *pointer, size_t size)
{
    (void)pointer;
    (void)size;
}
