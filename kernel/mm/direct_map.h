/* SPDX-License-Identifier: MIT */
/*
 * mm/direct_map.h — reaching physical memory: RAM through the window that all of it is mapped in,
 * firmware's tables wherever they lie.
 *
 * Until the kernel has its own map, the window holds the first 4 GiB whatever they are, and nothing else
 * can be reached.
 */
#pragma once

#include "mm/page_walk.h"

#define DIRECT_MAP_BASE  0xffff800000000000ull
#define DIRECT_MAP_BYTES (4ull << 30) /* that boot/ has mapped */

/*
 * A pointer to size bytes at a physical address, good for ever; NULL for address 0, for what cannot be
 * reached, and above 4 GiB for what nobody says is there. What is not in the window is mapped when first asked for, as memory that is cached: this is
 * for tables and modules; the registers of a device are mapped by mm/mmio.h.
 */
void *direct_map(paddr_t address, size_t size);

/* The same for what is mapped already, NULL for all else. */
void *direct_map_find(paddr_t address, size_t size);

/* What a pointer means to this CPU now, by the tables in use; results as of page_walk(). */
int direct_map_look(const volatile void *pointer, struct page_mapping *mapping);

/* The map that says what is there; it must stay in place. */
struct memory_map;
void direct_map_know(const struct memory_map *map);

/* Whether something may be at all size bytes at a physical address: listed, or below 4 GiB. */
bool direct_map_may(paddr_t address, size_t size);
