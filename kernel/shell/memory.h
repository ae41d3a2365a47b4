/* SPDX-License-Identifier: MIT */
/* shell/memory.h — reaching memory that a person names, without ever faulting. */
#pragma once

#include "mm/page_walk.h"

/*
 * Where address may be reached: physical below DIRECT_MAP_BASE, if it is listed as memory or below 4 GiB;
 * virtual from there on. Stores the pointer, good until the next call, and in *mapping what the page
 * tables say about it now. Returns 0, or -E_NOENT when nothing is there or mapped, -E_RANGE when no such
 * address exists.
 */
int memory_reach(uint64_t address, volatile void **pointer, struct page_mapping *mapping);
