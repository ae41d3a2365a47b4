/* SPDX-License-Identifier: MIT */
/* mm/frame_pool_look.c — what the tables of the pool say, and whether they agree with each other. */
#include "mm/frame_pool.h"

const char *frame_owner_name(enum frame_owner owner)
{
    static const char *const names[] = {
        [FRAME_NOBODY] = "nobody",          [FRAME_METADATA] = "frame tables",
        [FRAME_PAGE_TABLE] = "page tables", [FRAME_STACK] = "stacks",
        [FRAME_HEAP_SLAB] = "heap, small",  [FRAME_HEAP_LARGE] = "heap, large",
        [FRAME_DRIVER] = "drivers",         [FRAME_TEST] = "tests",
    };

    return (unsigned)owner < ARRAY_SIZE(names) ? names[owner] : "unknown";
}

static bool lies_in(uint64_t number, uint64_t start, uint64_t count)
{
    return number >= start && number - start < count;
}

/* Whether a table of the pool lies there: its own memory, or inside an open block. */
static bool is_metadata(const struct frame_pool *pool, uint64_t number)
{
    const unsigned orders[] = { FRAME_ORDER_SECTION, FRAME_ORDER_BLOCK };

    if (number >= pool->tables_start >> FRAME_BITS && number < pool->tables_end >> FRAME_BITS)
        return true;
    for (unsigned i = 0; i < ARRAY_SIZE(orders); i++) {
        const struct frame *entry = frame_entry(pool, number, orders[i]);

        if (entry != NULL && entry->state == FRAME_STATE_OPEN &&
            lies_in(number, entry->table, FRAME_TABLE_FRAMES))
            return true;
    }
    return false;
}

static void look(const struct frame_pool *pool, paddr_t address, struct frame_piece *piece)
{
    const uint64_t number = address >> FRAME_BITS;

    for (unsigned order = 0; order < FRAME_ORDERS; order++) {
        const uint64_t first = number & ~((1ull << order) - 1);
        const struct frame *entry = frame_entry(pool, first, order);

        if (entry == NULL || entry->order != order ||
            (entry->state != FRAME_STATE_FREE && entry->state != FRAME_STATE_USED))
            continue;
        *piece = (struct frame_piece){ .start = first << FRAME_BITS,
                                       .order = order,
                                       .state = entry->state,
                                       .owner = entry->owner };
        return;
    }
    *piece = (struct frame_piece){ .start = number << FRAME_BITS };
    if (is_metadata(pool, number)) {
        piece->state = FRAME_STATE_USED;
        piece->owner = FRAME_METADATA;
    }
}

void frame_pool_look(const struct frame_pool *pool, paddr_t address, struct frame_piece *piece)
{
    const uint64_t flags = frame_pool_lock(pool);

    look(pool, address, piece);
    frame_pool_unlock(pool, flags);
}

/* The table that holds the tag stays where it is while the piece is in use. */
uint32_t *frame_pool_tag(const struct frame_pool *pool, paddr_t address, unsigned order)
{
    const uint64_t flags = frame_pool_lock(pool);
    struct frame *entry = frame_entry(pool, address >> FRAME_BITS, order);

    if (entry != NULL && (entry->state != FRAME_STATE_USED || entry->order != order))
        entry = NULL;
    frame_pool_unlock(pool, flags);
    return entry != NULL ? &entry->tag : NULL;
}

static const char *list_check(const struct frame_pool *pool, const struct frame_zone_state *zone,
                              unsigned order, uint64_t *frames)
{
    uint32_t before = 0, count = 0;

    for (uint32_t number = zone->first[order]; number != 0;) {
        const struct frame *entry = frame_entry(pool, number, order);

        if (count++ > zone->pieces[order])
            return "a list of free pieces is longer than its count";
        if (number & ((1ull << order) - 1))
            return "a free piece is not aligned to its size";
        if (entry == NULL || entry->state != FRAME_STATE_FREE || entry->order != order)
            return "a list leads to a piece that is not free";
        if (entry->prev != before)
            return "a list of free pieces reads otherwise backwards";
        *frames += 1ull << order;
        before = number;
        number = entry->next;
    }
    return count == zone->pieces[order] ? NULL : "a list of free pieces is shorter than its count";
}

static const char *check(const struct frame_pool *pool)
{
    uint64_t total = 0, counted = 0;

    for (unsigned z = 0; z < FRAME_ZONES; z++) {
        const struct frame_zone_state *zone = &pool->zones[z];
        uint64_t frames = 0;

        for (unsigned order = 0; order < FRAME_ORDERS; order++) {
            const char *fault = list_check(pool, zone, order, &frames);

            if (fault != NULL)
                return fault;
        }
        if (frames != zone->free)
            return "the free pieces do not add up to the free frames";
        counted += frames;
        total += zone->total;
    }
    for (unsigned owner = 0; owner < FRAME_OWNERS; owner++)
        counted += pool->owned[owner];
    total += (pool->tables_end - pool->tables_start) >> FRAME_BITS;
    return counted == total ? NULL : "free and owned frames do not add up to all frames";
}

const char *frame_pool_check(const struct frame_pool *pool)
{
    const uint64_t flags = frame_pool_lock(pool);
    const char *fault = check(pool);

    frame_pool_unlock(pool, flags);
    return fault;
}

uint64_t frame_pool_free_count(const struct frame_pool *pool)
{
    return pool->zones[FRAME_ZONE_BELOW_4G].free + pool->zones[FRAME_ZONE_ABOVE_4G].free;
}

int frame_pool_largest(const struct frame_pool *pool, enum frame_zone zone)
{
    for (int order = FRAME_ORDERS - 1; order >= 0; order--)
        if (pool->zones[zone].first[order] != 0)
            return order;
    return -1;
}
