/* SPDX-License-Identifier: MIT */
/* mm/virtual_area.c — first fit over a sorted list. */
#include "mm/virtual_area.h"

#include "lib/error.h"

#define GAP 0x1000u

uint64_t virtual_area_take(struct virtual_area *area, uint64_t size, uint64_t align,
                           uint64_t offset)
{
    uint64_t free = area->start;

    if (area->count == VIRTUAL_AREA_SPANS || size == 0 || size >= area->end - area->start)
        return 0;
    for (unsigned i = 0; i <= area->count; i++) {
        const uint64_t end = i < area->count ? area->spans[i].start : area->end;
        const uint64_t least = free + GAP;
        const uint64_t start = ALIGN_UP(least - offset % align, align) + offset % align;

        if (start < end && end - start > size) {
            for (unsigned j = area->count; j > i; j--)
                area->spans[j] = area->spans[j - 1];
            area->spans[i].start = start;
            area->spans[i].end = start + size;
            area->count++;
            return start;
        }
        if (i < area->count)
            free = area->spans[i].end;
    }
    return 0;
}

int virtual_area_give(struct virtual_area *area, uint64_t start)
{
    for (unsigned i = 0; i < area->count; i++) {
        if (area->spans[i].start != start)
            continue;
        area->count--;
        for (unsigned j = i; j < area->count; j++)
            area->spans[j] = area->spans[j + 1];
        return 0;
    }
    return -E_INVAL;
}
