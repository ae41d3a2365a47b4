/* SPDX-License-Identifier: MIT */
/*
 * mm/paging.h — the kernel's own map of memory, which takes the place of the one that boot/ made.
 *
 *   0 ... 0x00007fffffffffff           nothing: user programs will be here
 *   0xffff800000000000 + physical      RAM, no-execute; the kernel's text and constants read-only
 *   0xffffc00000000000 ... + 512 GiB   device memory, firmware's tables and stacks, by request
 *   0xffffffff80000000 + physical      the kernel: text R-X, constants R--, data RW-
 *
 * Nothing is mapped twice but by the direct map, and nothing writable is executable anywhere.
 */
#pragma once

#include "mm/memory_map.h"
#include "mm/page_table.h"

/*
 * Builds the map and switches to it. ram is what shall be in the direct map, and is used up; the CPU's
 * features must be known, frames must be there. Returns 0; on -E_NOSPACE or -E_RANGE the first map
 * stays in use.
 */
int paging_init(struct memory_map *ram);

/* False as long as the map of boot/ is in use. */
bool paging_is_active(void);

/* Whether CACHING_WRITE_COMBINING can be had. */
bool paging_has_write_combining(void);

/*
 * Like page_table_map() and page_table_unmap(). When something was taken away, every core has forgotten
 * it on return. Any core may call these, but not an interrupt handler.
 */
int paging_map(uint64_t virtual, paddr_t physical, uint64_t size, unsigned rights,
               enum caching caching);
int paging_unmap(uint64_t virtual, uint64_t size);

/*
 * size bytes of addresses in the kernel's own area, not mapped, 0 when there are none; from a physical
 * address on which large pages shall fit, else 0. And back.
 */
uint64_t paging_take(uint64_t size, paddr_t physical);
void paging_give(uint64_t virtual);

/* The tables in use, and where physical address 0 is reached for reading them. */
paddr_t paging_root(void);
