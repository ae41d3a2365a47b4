/* SPDX-License-Identifier: MIT */
/*
 * fake/mm/mmio.h — device memory as a test wants it: stands in for kernel/mm/mmio.h. The test defines
 * the function.
 */
#pragma once

#include "mm/page_table.h"

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching);

static inline void *mmio_map(paddr_t address, size_t size, enum caching caching)
{
    return fake_mmio_map(address, size, caching);
}
