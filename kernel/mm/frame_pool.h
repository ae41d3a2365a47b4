/* SPDX-License-Identifier: MIT */
/*
 * mm/frame_pool.h — physical memory in pieces of 4 KiB times a power of two: a buddy allocator.
 *
 * What it knows of memory has the shape of page tables: a table with one entry per gigabyte, below an
 * entry a table of 512 blocks of 2 MiB, below a block one of 512 frames. A gigabyte or block that is
 * free or given away as a whole needs no table below it; one is made when the first piece is cut off,
 * in the memory that is cut. So start-up costs the same with little and with much memory, and a
 * machine that uses little keeps few tables.
 *
 * Every piece has an owner, and is given back by the order and owner it was taken with; anything else
 * is refused and named in the log. One core at a time, by the functions the pool is given for that; never
 * an interrupt.
 */
#pragma once

#include "mm/memory_map.h"

#define FRAME_BITS   12
#define FRAME_BYTES  ((uint64_t)1 << FRAME_BITS)
#define FRAME_ORDERS 19 /* 0: 4 KiB, 9: 2 MiB, 18: 1 GiB */

#define FRAME_ORDER_BLOCK   9
#define FRAME_ORDER_SECTION 18
#define FRAME_TABLE_ENTRIES 512
#define FRAME_TABLE_FRAMES  2 /* that a table of so many entries takes */

/* Numbers of frames have 32 bits; memory from here on is left alone. */
#define FRAME_LIMIT ((uint64_t)15 << 40)

enum frame_owner {
    FRAME_NOBODY,
    FRAME_METADATA, /* the pool's own tables */
    FRAME_PAGE_TABLE,
    FRAME_STACK,
    FRAME_HEAP_SLAB,
    FRAME_HEAP_LARGE,
    FRAME_DRIVER,
    FRAME_TEST,
    FRAME_OWNERS
};

/* The pool prefers high memory, which fewer devices can reach. */
enum frame_zone { FRAME_ZONE_BELOW_4G, FRAME_ZONE_ABOVE_4G, FRAME_ZONES };

enum frame_state {
    FRAME_STATE_NONE, /* not the pool's, or inside a larger piece */
    FRAME_STATE_FREE, /* the first frame of a free piece, which is in a list */
    FRAME_STATE_USED, /* the first frame of a piece given away */
    FRAME_STATE_OPEN  /* a gigabyte or block with a table below it */
};

/* Where the table of an open gigabyte or block lies. */
enum frame_table_home {
    FRAME_TABLE_APART,     /* in memory set aside at start-up; it stays open */
    FRAME_TABLE_INSIDE,    /* in its own first frames; it can be closed again */
    FRAME_TABLE_OF_SECTION /* as before, and the gigabyte's table lies there too */
};

/* One entry of a table of any level. */
struct frame {
    union {
        struct {
            uint32_t next, prev; /* free: frame numbers, 0 is none */
        };
        struct {
            uint32_t table, used; /* open: its table's frame number; frames given away below it */
        };
    };
    uint32_t tag; /* used: the owner's own; open: enum frame_table_home */
    uint8_t order;
    uint8_t state;
    uint16_t owner;
};

_Static_assert(sizeof(struct frame) * FRAME_TABLE_ENTRIES == FRAME_TABLE_FRAMES * FRAME_BYTES,
               "a table fills its frames");

struct frame_zone_state {
    uint32_t first[FRAME_ORDERS];  /* of each list of free pieces */
    uint32_t pieces[FRAME_ORDERS]; /* in it */
    uint64_t free, total;          /* frames */
    uint32_t kept; /* a block that is wholly free, but kept open for the next user */
};

struct frame_pool {
    uintptr_t window; /* where physical address 0 would be reached */
    struct frame *sections;
    uint64_t section_count;
    paddr_t tables_start, tables_end; /* set aside at start-up */
    paddr_t tables_next;
    struct frame_zone_state zones[FRAME_ZONES];
    uint64_t owned[FRAME_OWNERS]; /* frames */
    uint64_t (*lock)(void);       /* around every change and look; NULL: only one core uses it */
    void (*unlock)(uint64_t flags);
};

/*
 * Takes all usable memory of map, which is reached at window plus its address; the tables needed at
 * once lie below reach_end. Cost grows with the number of regions and gigabytes, not of frames.
 * Returns 0, or -E_NOSPACE when no usable region below reach_end holds the tables.
 */
int frame_pool_init(struct frame_pool *pool, const struct memory_map *map, uintptr_t window,
                    paddr_t reach_end);

/*
 * The address of 2^order frames, aligned to their size, contents unknown; 0 when there are none.
 * below_4g: from below 4 GiB only.
 */
paddr_t frame_pool_alloc(struct frame_pool *pool, unsigned order, enum frame_owner owner,
                         bool below_4g);

/*
 * Gives a piece back. -E_INVAL, and nothing changes, when no piece of this order and owner begins
 * there: given back twice, never taken, or somebody else's.
 */
int frame_pool_free(struct frame_pool *pool, paddr_t address, unsigned order,
                    enum frame_owner owner);

struct frame_piece {
    paddr_t start;
    unsigned order;
    enum frame_state state; /* NONE: not the pool's to give */
    enum frame_owner owner;
};

/* What lies at address; any address may be asked for. */
void frame_pool_look(const struct frame_pool *pool, paddr_t address, struct frame_piece *piece);

/* The owner's own number of the piece that begins at address, NULL when none does. */
uint32_t *frame_pool_tag(const struct frame_pool *pool, paddr_t address, unsigned order);

/*
 * Follows every list of free pieces and compares it with the counts and the entries. NULL when all
 * is well, else what is wrong, in words.
 */
const char *frame_pool_check(const struct frame_pool *pool);

/* Free frames. */
uint64_t frame_pool_free_count(const struct frame_pool *pool);

/* The largest order of which a piece is free, -1 when none is. */
int frame_pool_largest(const struct frame_pool *pool, enum frame_zone zone);

/* A short name, never NULL. */
const char *frame_owner_name(enum frame_owner owner);

/* ---- between the files of the pool ---- */

static inline uint64_t frame_pool_lock(const struct frame_pool *pool)
{
    return pool->lock != NULL ? pool->lock() : 0;
}

static inline void frame_pool_unlock(const struct frame_pool *pool, uint64_t flags)
{
    if (pool->unlock != NULL)
        pool->unlock(flags);
}

/* The table below an open gigabyte or block. */
static inline struct frame *frame_table(const struct frame_pool *pool, const struct frame *open)
{
    return (struct frame *)(pool->window + ((paddr_t)open->table << FRAME_BITS));
}

/* The entry for a piece of order that begins at frame number, NULL where there is no table. */
struct frame *frame_entry(const struct frame_pool *pool, uint64_t number, unsigned order);

/* Puts a piece that is whole and in no list into its list, without merging it. */
void frame_piece_put(struct frame_pool *pool, uint64_t number, unsigned order);
