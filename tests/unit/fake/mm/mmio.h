/* SPDX-License-Identifier: MIT */
/*
 * fake/mm/mmio.h — device memory as a test wants it: stands in for kernel/mm/mmio.h. The test defines
 * the function. The test of the real one defines MMIO_IS_REAL.
 */
#pragma once

#include "mm/page_table.h"

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching);

#ifdef MMIO_IS_REAL

void *mmio_map(paddr_t address, size_t size, enum caching caching);
void *mmio_find(paddr_t address, size_t size);
void mmio_unmap(void *pointer, size_t size);

#else

static inline void *mmio_map(paddr_t address, size_t size, enum caching caching)
{
    return fake_mmio_map(address, size, caching);
}

static inline void mmio_unmap(void *pointer, size_t size)
{
    (void)pointer;
    (void)size;
}

#endif
