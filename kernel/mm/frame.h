/* SPDX-License-Identifier: MIT */
/*
 * mm/frame.h — the machine's physical memory: the one pool (mm/frame_pool.h) of the kernel.
 *
 * Memory below 1 MiB is never in it: firmware writes there behind everybody's back. A page of it for
 * the start-up code of other CPUs is looked for by mm/low_memory.h.
 */
#pragma once

#include "mm/frame_pool.h"

/*
 * Takes over the usable memory of map, from which everything that must stay has been taken out. Until
 * frame_unlock_all() only memory below reach_end is handed out. Errors of frame_pool_init().
 */
int frame_init(const struct memory_map *map, paddr_t reach_end);

/* From here on all memory is mapped, and may be handed out. */
void frame_unlock_all(void);

/* Like frame_pool_alloc(), frame_pool_free(), frame_pool_look() and frame_pool_check(). */
paddr_t frame_alloc(unsigned order, enum frame_owner owner);
paddr_t frame_alloc_below_4g(unsigned order, enum frame_owner owner);
int frame_free(paddr_t address, unsigned order, enum frame_owner owner);
void frame_look(paddr_t address, struct frame_piece *piece);
uint32_t *frame_tag(paddr_t address, unsigned order);
const char *frame_check(void);

/* The pool itself, for listings and for the heap. */
struct frame_pool *frame_pool(void);

/* The smallest order whose pieces hold size bytes; FRAME_ORDERS when none does. */
unsigned frame_order_for(uint64_t size);
