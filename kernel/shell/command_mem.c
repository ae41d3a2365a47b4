/* SPDX-License-Identifier: MIT */
/* shell/command_mem.c — what memory there is, and who has it. */
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/paging.h"
#include "shell/command.h"
#include "shell/output.h"

#define BYTES_PER_KIB 1024u
#define KIB_PER_FRAME (FRAME_BYTES / BYTES_PER_KIB)

static void map_show(const struct memory_map *map)
{
    uint64_t bytes[MEMORY_BAD + 1] = { 0 };
    unsigned regions[MEMORY_BAD + 1] = { 0 };

    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_region *region = &map->regions[i];

        output_print("  0x%012lx..0x%012lx %12lu KiB  %s\n", region->start, region->end,
                     (region->end - region->start) / BYTES_PER_KIB, memory_kind_name(region->kind));
        bytes[region->kind] += region->end - region->start;
        regions[region->kind]++;
    }
    for (unsigned kind = 0; kind <= MEMORY_BAD; kind++)
        if (regions[kind] > 0)
            output_print("%-16s %12lu KiB in %u region%s\n",
                         memory_kind_name((enum memory_kind)kind), bytes[kind] / BYTES_PER_KIB,
                         regions[kind], regions[kind] == 1 ? "" : "s");
}

static void zones_show(const struct frame_pool *pool)
{
    static const char *const names[FRAME_ZONES] = { "below 4 GiB", "above 4 GiB" };

    for (unsigned zone = 0; zone < FRAME_ZONES; zone++) {
        const struct frame_zone_state *state = &pool->zones[zone];
        const int largest = frame_pool_largest(pool, (enum frame_zone)zone);

        if (state->total > 0)
            output_print("%-16s %12lu KiB of %lu free, largest piece %lu KiB\n", names[zone],
                         state->free * KIB_PER_FRAME, state->total * KIB_PER_FRAME,
                         largest >= 0 ? KIB_PER_FRAME << largest : 0);
    }
    output_print("%-16s %12u KiB, never handed out\n", "below 1 MiB", 1024);
    for (unsigned owner = FRAME_METADATA; owner < FRAME_OWNERS; owner++)
        if (pool->owned[owner] > 0)
            output_print("%-16s %12lu KiB taken\n", frame_owner_name((enum frame_owner)owner),
                         pool->owned[owner] * KIB_PER_FRAME);
}

static void heap_show(const struct heap *heap)
{
    output_print("heap%s:\n", heap->is_debug ? ", checked" : "");
    for (unsigned i = 0; i < HEAP_CLASSES; i++)
        if (heap->classes[i].slabs > 0)
            output_print("  %4zu bytes: %8lu of %lu used, in %lu slabs\n", heap_class_bytes(i),
                         heap->classes[i].used, heap->classes[i].slabs * heap_class_objects(i),
                         heap->classes[i].slabs);
    output_print("  larger: %12lu, with %lu bytes\n", heap->large, heap->large_bytes);
}

int command_mem(unsigned count, const char *const words[])
{
    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    map_show(shell_context()->memory);
    if (!paging_is_active())
        output_print("the page tables of the start-up code are in use\n");
    zones_show(frame_pool());
    heap_show(kheap());
    return SHELL_WELL;
}
