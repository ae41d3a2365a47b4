/* SPDX-License-Identifier: MIT */
/*
 * mm/direct_map.h — reaching physical memory through the window that boot/ has mapped.
 *
 * The window holds the first 4 GiB. An address above it cannot be reached and gives NULL, so
 * callers treat what lies there as absent and say so.
 */
#pragma once

#include "lib/types.h"

#define DIRECT_MAP_BASE  0xffff800000000000ull
#define DIRECT_MAP_BYTES (4ull << 30)

/*
 * A pointer to size bytes at a physical address; NULL for address 0 or anything outside the window.
 */
static inline void *direct_map(paddr_t address, size_t size)
{
    if (address == 0 || address >= DIRECT_MAP_BYTES || size > DIRECT_MAP_BYTES - address)
        return NULL;
    return (void *)(uintptr_t)(DIRECT_MAP_BASE + address);
}
