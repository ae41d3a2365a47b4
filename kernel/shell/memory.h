/* SPDX-License-Identifier: MIT */
/* shell/memory.h — reaching memory that a person names, without ever faulting. */
#pragma once

#include "mm/page_walk.h"

/*
 * Where address may be reached: physical below DIRECT_MAP_BASE, through the window of
 * mm/direct_map.h; virtual from there on. Stores the pointer, and in *mapping what the page tables
 * say about it now. Returns 0, or -E_NOENT when it is not mapped, -E_RANGE when no such address
 * exists, -E_IO when the page tables cannot be read.
 */
int memory_reach(uint64_t address, volatile void **pointer, struct page_mapping *mapping);
