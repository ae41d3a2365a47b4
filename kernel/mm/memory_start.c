/* SPDX-License-Identifier: MIT */
/* mm/memory_start.c — the map, what must stay out of it, and the frames that remain. */
#include "mm/memory_start.h"

#include "cpu/boot_state.h"
#include "cpu/features.h"
#include "lib/error.h"
#include "lib/log.h"
#include "mm/boot_memory.h"
#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/paging.h"

static const void *window_reach(paddr_t address, size_t size)
{
    return direct_map(address, size);
}

static void map_log(const struct memory_map *map, paddr_t start, paddr_t end)
{
    const enum memory_kind kind = memory_map_worst(map, start, end);

    log_info("memory: %lu MiB usable, up to 0x%lx; %u regions of all kinds",
             memory_map_usable_bytes(map) >> 20, memory_map_usable_top(map), map->count);
    for (unsigned i = 0; i < map->count; i++)
        log_debug("memory: 0x%012lx..0x%012lx %s", map->regions[i].start, map->regions[i].end,
                  memory_kind_name(map->regions[i].kind));
    if (map->entries_ignored > 0)
        log_warning("memory: %u entries of the loader's list make no sense or find no room",
                    map->entries_ignored);
    if (kind != MEMORY_USABLE)
        log_write(LOG_CRIT, "memory: THE KERNEL ITSELF LIES OVER %s MEMORY (0x%lx..0x%lx)",
                  memory_kind_name(kind), start, end);
}

/* Takes out of map what the loader and firmware need, and hands the rest to the allocator. */
static void frames_take(struct memory_map *map, const struct boot_info *boot, paddr_t start,
                        paddr_t end)
{
    int result;

    boot_memory_reserve(map, boot, start, end, window_reach);
    memory_map_reserve(map, 1ull << cpu_features()->physical_bits, UINT64_MAX);
    result = frame_init(map, DIRECT_MAP_BYTES);
    if (result != 0)
        log_error("memory: no room for the allocator's tables: %s", error_name(result));
    if (memory_map_usable_top(map) > FRAME_LIMIT)
        log_warning("memory: what lies above 0x%lx is left alone", FRAME_LIMIT);
}

/* What is RAM, whoever uses it, is mapped; pixels are not, even when they lie in it. */
static int map_switch(struct memory_map *map, const struct boot_framebuffer *fb)
{
    const uint64_t pixels = fb->type != BOOT_FB_NONE ? (uint64_t)fb->pitch * fb->height : 0;

    for (unsigned i = 0; i < map->count; i++)
        if (map->regions[i].kind == MEMORY_ACPI_RECLAIM || map->regions[i].kind == MEMORY_ACPI_NVS)
            map->regions[i].kind = MEMORY_USABLE;
    memory_map_merge(map);
    memory_map_reserve(map, ALIGN_DOWN(fb->address, PAGE_BYTES),
                       ALIGN_UP(fb->address + pixels, PAGE_BYTES));
    return paging_init(map);
}

int memory_start(const struct boot_info *boot, struct memory_map *map)
{
    static struct memory_map scratch; /* too big for the boot stack */
    const paddr_t start = (paddr_t)(uintptr_t)kernel_load_start;
    const paddr_t end = (paddr_t)(uintptr_t)kernel_load_end;

    if (memory_map_build(map, boot->memory, boot->memory_count) != 0)
        log_error("memory: the loader lists no usable memory");
    map_log(map, start, end);
    direct_map_know(map);
    scratch = *map;
    frames_take(&scratch, boot, start, end);
    log_info("memory: %lu MiB free, in frames of 4 KiB to 1 GiB",
             frame_pool_free_count(frame_pool()) >> (20 - FRAME_BITS));
    scratch = *map;
    return map_switch(&scratch, &boot->framebuffer);
}
