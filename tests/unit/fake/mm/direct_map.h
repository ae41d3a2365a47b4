/* SPDX-License-Identifier: MIT */
/*
 * fake/mm/direct_map.h — physical memory as a test wants it: stands in for kernel/mm/direct_map.h.
 * The test defines the function.
 */
#pragma once

#include "lib/types.h"

#define DIRECT_MAP_BASE  0xffff800000000000ull
#define DIRECT_MAP_BYTES (4ull << 30)

void *fake_direct_map(paddr_t address, size_t size);

static inline void *direct_map(paddr_t address, size_t size)
{
    return fake_direct_map(address, size);
}
