/* SPDX-License-Identifier: MIT */
/*
 * mm/virtual_area.h — handing out stretches of virtual addresses.
 *
 * At least one page on each side of a stretch is in no other, so that running over its end reaches
 * nothing.
 */
#pragma once

#include "lib/types.h"

#define VIRTUAL_AREA_SPANS 1800 /* stacks, and what mm/mmio.c maps */

struct virtual_area {
    uint64_t start, end;
    struct {
        uint64_t start, end;
    } spans[VIRTUAL_AREA_SPANS]; /* in use, by address */
    unsigned count;
};

/*
 * The lowest free stretch of size bytes whose address is offset more than a multiple of align, a power
 * of two of whole pages; size and offset are whole pages. 0 when there is none, or no room to note it.
 */
uint64_t virtual_area_take(struct virtual_area *area, uint64_t size, uint64_t align,
                           uint64_t offset);

/* Gives back the stretch that begins at start. -E_INVAL when none does. */
int virtual_area_give(struct virtual_area *area, uint64_t start);
