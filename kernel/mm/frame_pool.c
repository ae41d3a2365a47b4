/* SPDX-License-Identifier: MIT */
/*
 * mm/frame_pool.c — taking and giving back.
 *
 * Pieces merge with their buddies within one table only. A block whose table lies inside it can never
 * become whole that way, as the table itself is in use: when nothing else is, the pieces around the
 * table are exactly the ones that opening it made, and it is closed by taking these out of their
 * lists. One such block per zone is kept open, so that a single frame that comes and goes does not
 * make a table each time; gigabytes are closed only when somebody wants a whole one.
 */
#include "mm/frame_pool.h"

#include "lib/error.h"
#include "lib/log.h"
#include "lib/mem.h"

#define NUMBER_4G (1ull << (32 - FRAME_BITS))

/* The first piece behind the table or tables inside a block; every larger one follows. */
#define INSIDE_ORDER     1
#define OF_SECTION_ORDER 2

static uint64_t frames_of(unsigned order)
{
    return 1ull << order;
}

static struct frame_zone_state *zone_of(struct frame_pool *pool, uint64_t number)
{
    return &pool->zones[number < NUMBER_4G ? FRAME_ZONE_BELOW_4G : FRAME_ZONE_ABOVE_4G];
}

static struct frame *section_of(const struct frame_pool *pool, uint64_t number)
{
    return &pool->sections[number >> FRAME_ORDER_SECTION];
}

struct frame *frame_entry(const struct frame_pool *pool, uint64_t number, unsigned order)
{
    struct frame *entry;

    if (number >> FRAME_ORDER_SECTION >= pool->section_count)
        return NULL;
    entry = section_of(pool, number);
    if (order == FRAME_ORDER_SECTION)
        return entry;
    if (entry->state != FRAME_STATE_OPEN)
        return NULL;
    entry = &frame_table(pool, entry)[number >> FRAME_ORDER_BLOCK & (FRAME_TABLE_ENTRIES - 1)];
    if (order >= FRAME_ORDER_BLOCK)
        return entry;
    if (entry->state != FRAME_STATE_OPEN)
        return NULL;
    return &frame_table(pool, entry)[number & (FRAME_TABLE_ENTRIES - 1)];
}

void frame_piece_put(struct frame_pool *pool, uint64_t number, unsigned order)
{
    struct frame_zone_state *zone = zone_of(pool, number);
    struct frame *entry = frame_entry(pool, number, order);
    const uint32_t next = zone->first[order];

    *entry = (struct frame){ .next = next, .order = (uint8_t)order, .state = FRAME_STATE_FREE };
    if (next != 0)
        frame_entry(pool, next, order)->prev = (uint32_t)number;
    zone->first[order] = (uint32_t)number;
    zone->pieces[order]++;
    zone->free += frames_of(order);
}

static void piece_remove(struct frame_pool *pool, uint64_t number, unsigned order)
{
    struct frame_zone_state *zone = zone_of(pool, number);
    struct frame *entry = frame_entry(pool, number, order);

    if (entry->prev != 0)
        frame_entry(pool, entry->prev, order)->next = entry->next;
    else
        zone->first[order] = entry->next;
    if (entry->next != 0)
        frame_entry(pool, entry->next, order)->prev = entry->prev;
    *entry = (struct frame){ .state = FRAME_STATE_NONE };
    zone->pieces[order]--;
    zone->free -= frames_of(order);
}

/* Puts a piece back and merges it with its buddies as far as its table reaches. */
static void piece_merge(struct frame_pool *pool, uint64_t number, unsigned order)
{
    const unsigned last =
        order < FRAME_ORDER_BLOCK ? FRAME_ORDER_BLOCK - 1 : FRAME_ORDER_SECTION - 1;

    while (order < last) {
        const uint64_t buddy = number ^ frames_of(order);
        const struct frame *entry = frame_entry(pool, buddy, order);

        if (entry->state != FRAME_STATE_FREE || entry->order != order)
            break;
        piece_remove(pool, buddy, order);
        number &= ~frames_of(order);
        order++;
    }
    frame_piece_put(pool, number, order);
}

/* Makes a table for the block or gigabyte at number, in the frames from home on. */
static void entry_open(struct frame_pool *pool, uint64_t number, unsigned order, uint64_t home,
                       enum frame_table_home kind)
{
    struct frame *entry = frame_entry(pool, number, order);

    *entry = (struct frame){
        .table = (uint32_t)home, .tag = kind, .order = (uint8_t)order, .state = FRAME_STATE_OPEN
    };
    memset(frame_table(pool, entry), 0, FRAME_TABLE_FRAMES * FRAME_BYTES);
    pool->owned[FRAME_METADATA] += FRAME_TABLE_FRAMES;
}

/* The block at number, which is free as a whole and in no list, becomes frames. */
static void block_open(struct frame_pool *pool, uint64_t number)
{
    entry_open(pool, number, FRAME_ORDER_BLOCK, number, FRAME_TABLE_INSIDE);
    for (unsigned order = INSIDE_ORDER; order < FRAME_ORDER_BLOCK; order++)
        frame_piece_put(pool, number + frames_of(order), order);
}

/* The gigabyte at number, likewise, becomes blocks, and the first of them frames. */
static void section_open(struct frame_pool *pool, uint64_t number)
{
    entry_open(pool, number, FRAME_ORDER_SECTION, number, FRAME_TABLE_INSIDE);
    entry_open(pool, number, FRAME_ORDER_BLOCK, number + FRAME_TABLE_FRAMES,
               FRAME_TABLE_OF_SECTION);
    for (unsigned order = OF_SECTION_ORDER; order < FRAME_ORDER_SECTION; order++)
        frame_piece_put(pool, number + frames_of(order), order);
}

static bool is_closable(const struct frame *entry)
{
    return entry != NULL && entry->state == FRAME_STATE_OPEN && entry->tag == FRAME_TABLE_INSIDE &&
           entry->used == 0;
}

/* Takes the pieces of order first .. last that stand around a table inside out of their lists. */
static void pieces_collect(struct frame_pool *pool, uint64_t number, unsigned first, unsigned last)
{
    for (unsigned order = first; order <= last; order++)
        piece_remove(pool, number + frames_of(order), order);
}

static void block_close(struct frame_pool *pool, uint64_t number)
{
    pieces_collect(pool, number, INSIDE_ORDER, FRAME_ORDER_BLOCK - 1);
    pool->owned[FRAME_METADATA] -= FRAME_TABLE_FRAMES;
    piece_merge(pool, number, FRAME_ORDER_BLOCK);
}

/* Closes the one block that is kept open without need. */
static void kept_close(struct frame_pool *pool, struct frame_zone_state *zone)
{
    if (zone->kept != 0 && is_closable(frame_entry(pool, zone->kept, FRAME_ORDER_BLOCK)))
        block_close(pool, zone->kept);
    zone->kept = 0;
}

/* Makes gigabytes whole again of which nothing is used. */
static void sections_close(struct frame_pool *pool, struct frame_zone_state *zone)
{
    for (uint64_t i = 0; i < pool->section_count; i++) {
        const uint64_t number = i << FRAME_ORDER_SECTION;

        if (zone_of(pool, number) != zone || !is_closable(&pool->sections[i]))
            continue;
        pieces_collect(pool, number, OF_SECTION_ORDER, FRAME_ORDER_SECTION - 1);
        pool->owned[FRAME_METADATA] -= 2 * FRAME_TABLE_FRAMES;
        frame_piece_put(pool, number, FRAME_ORDER_SECTION);
    }
}

/* The smallest order from order on of which a piece is free; FRAME_ORDERS: none. */
static unsigned order_find(const struct frame_zone_state *zone, unsigned order)
{
    while (order < FRAME_ORDERS && zone->first[order] == 0)
        order++;
    return order;
}

/* Takes a piece of order out of its list, cutting larger ones. Returns its number, 0: none. */
static uint64_t piece_take(struct frame_pool *pool, struct frame_zone_state *zone, unsigned order)
{
    unsigned found;

    while ((found = order_find(zone, order)) < FRAME_ORDERS) {
        const uint64_t number = zone->first[found];
        const bool needs_table = found >= FRAME_ORDER_BLOCK && order < FRAME_ORDER_BLOCK;
        const unsigned last = needs_table ? FRAME_ORDER_BLOCK : order;

        piece_remove(pool, number, found);
        if (found == FRAME_ORDER_SECTION && order < FRAME_ORDER_SECTION) {
            section_open(pool, number);
            continue;
        }
        while (found > last) {
            found--;
            frame_piece_put(pool, number + frames_of(found), found);
        }
        if (!needs_table)
            return number;
        block_open(pool, number);
    }
    return 0;
}

/* Counts frames as given away, or with a negative number as given back, in the open entries above. */
static void used_add(struct frame_pool *pool, uint64_t number, unsigned order, int64_t frames)
{
    if (order < FRAME_ORDER_SECTION)
        section_of(pool, number)->used += (uint32_t)frames;
    if (order < FRAME_ORDER_BLOCK)
        frame_entry(pool, number, FRAME_ORDER_BLOCK)->used += (uint32_t)frames;
}

static paddr_t zone_alloc(struct frame_pool *pool, struct frame_zone_state *zone, unsigned order,
                          enum frame_owner owner)
{
    uint64_t number = piece_take(pool, zone, order);

    if (number == 0 && order >= FRAME_ORDER_BLOCK) {
        kept_close(pool, zone);
        if (order == FRAME_ORDER_SECTION)
            sections_close(pool, zone);
        number = piece_take(pool, zone, order);
    }
    if (number == 0)
        return 0;
    *frame_entry(pool, number, order) = (struct frame){ .order = (uint8_t)order,
                                                        .state = FRAME_STATE_USED,
                                                        .owner = (uint16_t)owner };
    used_add(pool, number, order, (int64_t)frames_of(order));
    pool->owned[owner] += frames_of(order);
    return number << FRAME_BITS;
}

paddr_t frame_pool_alloc(struct frame_pool *pool, unsigned order, enum frame_owner owner,
                         bool below_4g)
{
    paddr_t address = 0;
    uint64_t flags;

    if (order >= FRAME_ORDERS || (unsigned)owner >= FRAME_OWNERS)
        return 0;
    flags = frame_pool_lock(pool);
    if (!below_4g)
        address = zone_alloc(pool, &pool->zones[FRAME_ZONE_ABOVE_4G], order, owner);
    if (address == 0)
        address = zone_alloc(pool, &pool->zones[FRAME_ZONE_BELOW_4G], order, owner);
    frame_pool_unlock(pool, flags);
    return address;
}

/* Returns false, and changes nothing, when no such piece is in use. */
static bool piece_give(struct frame_pool *pool, uint64_t number, unsigned order,
                       enum frame_owner owner)
{
    struct frame_zone_state *zone = zone_of(pool, number);
    struct frame *entry = frame_entry(pool, number, order);

    if (entry == NULL || entry->state != FRAME_STATE_USED || entry->order != order ||
        entry->owner != owner)
        return false;
    entry->state = FRAME_STATE_NONE;
    pool->owned[owner] -= frames_of(order);
    used_add(pool, number, order, -(int64_t)frames_of(order));
    if (order == FRAME_ORDER_SECTION)
        frame_piece_put(pool, number, order);
    else
        piece_merge(pool, number, order);
    if (order < FRAME_ORDER_BLOCK) {
        const uint64_t block = number & ~(frames_of(FRAME_ORDER_BLOCK) - 1);

        if (block != zone->kept && is_closable(frame_entry(pool, block, FRAME_ORDER_BLOCK))) {
            kept_close(pool, zone);
            zone->kept = (uint32_t)block;
        }
    }
    return true;
}

int frame_pool_free(struct frame_pool *pool, paddr_t address, unsigned order,
                    enum frame_owner owner)
{
    bool is_given = false;

    if (order < FRAME_ORDERS && address % (FRAME_BYTES << order) == 0) {
        const uint64_t flags = frame_pool_lock(pool);

        is_given = piece_give(pool, address >> FRAME_BITS, order, owner);
        frame_pool_unlock(pool, flags);
    }
    if (is_given)
        return 0;
    log_error("memory: 0x%lx, order %u, is no piece of %s to give back", (unsigned long)address,
              order, frame_owner_name(owner));
    return -E_INVAL;
}
