/* SPDX-License-Identifier: MIT */
/*
 * mm/frame_pool_init.c — from a memory map to free pieces.
 *
 * Where a usable region begins or ends inside a gigabyte or a block, that one is opened at once, with a
 * table in memory set aside for it; whatever lies whole inside a region goes into a list as it is.
 */
#include "lib/error.h"
#include "lib/mem.h"
#include "mm/frame_pool.h"

/* Frame numbers, end exclusive. */
struct span {
    uint64_t start, end;
};

static struct span span_of(const struct memory_region *region)
{
    const paddr_t end = region->end < FRAME_LIMIT ? region->end : FRAME_LIMIT;
    struct span span = { ALIGN_UP(region->start, FRAME_BYTES) >> FRAME_BITS, end >> FRAME_BITS };

    if (region->kind != MEMORY_USABLE || region->start >= FRAME_LIMIT || span.end < span.start)
        span.end = span.start;
    return span;
}

static uint64_t top_of(const struct memory_map *map)
{
    uint64_t top = 0;

    for (unsigned i = 0; i < map->count; i++) {
        const struct span span = span_of(&map->regions[i]);

        if (span.end > span.start)
            top = span.end;
    }
    return top;
}

/* The gigabytes, or blocks, that regions begin or end inside of. */
static uint64_t cut_count(const struct memory_map *map, unsigned order)
{
    const uint64_t mask = (1ull << order) - 1;
    uint64_t count = 0, last = UINT64_MAX;

    for (unsigned i = 0; i < map->count; i++) {
        const struct span span = span_of(&map->regions[i]);
        const uint64_t edges[] = { span.start, span.end };

        if (span.start == span.end)
            continue;
        for (unsigned e = 0; e < ARRAY_SIZE(edges); e++) {
            if ((edges[e] & mask) == 0 || edges[e] >> order == last)
                continue;
            last = edges[e] >> order;
            count++;
        }
    }
    return count;
}

/* Sets memory aside at the end of the highest region that has it below reach_end. */
static int tables_place(struct frame_pool *pool, const struct memory_map *map, uint64_t bytes,
                        paddr_t reach_end)
{
    for (unsigned i = map->count; i > 0; i--) {
        const struct span span = span_of(&map->regions[i - 1]);
        const paddr_t start = span.start << FRAME_BITS;
        paddr_t end = span.end << FRAME_BITS;

        if (end > reach_end)
            end = reach_end;
        if (end < bytes || end - bytes < start || start >= end)
            continue;
        pool->tables_start = pool->tables_next = end - bytes;
        pool->tables_end = end;
        return 0;
    }
    return -E_NOSPACE;
}

static void *table_take(struct frame_pool *pool, uint64_t bytes)
{
    void *table = (void *)(pool->window + pool->tables_next);

    pool->tables_next += bytes;
    memset(table, 0, bytes);
    return table;
}

static void entry_open_apart(struct frame_pool *pool, struct frame *entry, unsigned order)
{
    const uint64_t table = pool->tables_next >> FRAME_BITS;

    if (entry->state == FRAME_STATE_OPEN)
        return;
    table_take(pool, FRAME_TABLE_FRAMES * FRAME_BYTES);
    *entry = (struct frame){ .table = (uint32_t)table,
                             .tag = FRAME_TABLE_APART,
                             .order = (uint8_t)order,
                             .state = FRAME_STATE_OPEN };
}

/* Puts a span into the lists, in the largest pieces that its alignment allows. */
static void span_put(struct frame_pool *pool, struct span span)
{
    while (span.start < span.end) {
        const unsigned aligned =
            span.start != 0 ? (unsigned)__builtin_ctzll(span.start) : FRAME_ORDER_SECTION;
        unsigned order = aligned < FRAME_ORDER_SECTION ? aligned : FRAME_ORDER_SECTION;

        while (1ull << order > span.end - span.start)
            order--;
        if (order < FRAME_ORDER_SECTION)
            entry_open_apart(pool, frame_entry(pool, span.start, FRAME_ORDER_SECTION),
                             FRAME_ORDER_SECTION);
        if (order < FRAME_ORDER_BLOCK)
            entry_open_apart(pool, frame_entry(pool, span.start, FRAME_ORDER_BLOCK),
                             FRAME_ORDER_BLOCK);
        frame_piece_put(pool, span.start, order);
        span.start += 1ull << order;
    }
}

/* What lies beside the tables that were set aside. */
static void region_put(struct frame_pool *pool, struct span span)
{
    const struct span tables = { pool->tables_start >> FRAME_BITS, pool->tables_end >> FRAME_BITS };

    if (tables.start >= span.end || tables.end <= span.start) {
        span_put(pool, span);
        return;
    }
    span_put(pool, (struct span){ span.start, tables.start });
    span_put(pool, (struct span){ tables.end, span.end });
}

int frame_pool_init(struct frame_pool *pool, const struct memory_map *map, uintptr_t window,
                    paddr_t reach_end)
{
    /* Setting the tables aside makes two edges more, each inside a gigabyte and a block. */
    const uint64_t cuts =
        cut_count(map, FRAME_ORDER_SECTION) + cut_count(map, FRAME_ORDER_BLOCK) + 4;
    uint64_t bytes;
    int result;

    *pool = (struct frame_pool){ .window = window };
    pool->section_count = (top_of(map) + (1ull << FRAME_ORDER_SECTION) - 1) >> FRAME_ORDER_SECTION;
    bytes = ALIGN_UP(pool->section_count * sizeof(struct frame), FRAME_BYTES);
    result = tables_place(pool, map, bytes + cuts * FRAME_TABLE_FRAMES * FRAME_BYTES, reach_end);
    if (result != 0)
        return result;
    pool->sections = table_take(pool, bytes);
    for (unsigned i = 0; i < map->count; i++) {
        const struct span span = span_of(&map->regions[i]);

        if (span.start < span.end)
            region_put(pool, span);
    }
    for (unsigned zone = 0; zone < FRAME_ZONES; zone++)
        pool->zones[zone].total = pool->zones[zone].free;
    pool->owned[FRAME_METADATA] = (pool->tables_end - pool->tables_start) >> FRAME_BITS;
    return 0;
}
