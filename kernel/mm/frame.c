/* SPDX-License-Identifier: MIT */
/* mm/frame.c — one pool, reached through the direct map. */
#include "mm/frame.h"

#include "cpu/spinlock.h"
#include "mm/direct_map.h"

static struct spinlock pool_lock = SPINLOCK("frames");
static struct frame_pool pool;
static bool only_below_4g = true;

static uint64_t lock(void)
{
    return spin_lock(&pool_lock);
}

static void unlock(uint64_t flags)
{
    spin_unlock(&pool_lock, flags);
}

int frame_init(const struct memory_map *map, paddr_t reach_end)
{
    const int result = frame_pool_init(&pool, map, DIRECT_MAP_BASE, reach_end);

    pool.lock = lock;
    pool.unlock = unlock;
    return result;
}

void frame_unlock_all(void)
{
    only_below_4g = false;
}

paddr_t frame_alloc(unsigned order, enum frame_owner owner)
{
    return frame_pool_alloc(&pool, order, owner, only_below_4g);
}

paddr_t frame_alloc_below_4g(unsigned order, enum frame_owner owner)
{
    return frame_pool_alloc(&pool, order, owner, true);
}

int frame_free(paddr_t address, unsigned order, enum frame_owner owner)
{
    return frame_pool_free(&pool, address, order, owner);
}

void frame_look(paddr_t address, struct frame_piece *piece)
{
    frame_pool_look(&pool, address, piece);
}

uint32_t *frame_tag(paddr_t address, unsigned order)
{
    return frame_pool_tag(&pool, address, order);
}

const char *frame_check(void)
{
    return frame_pool_check(&pool);
}

struct frame_pool *frame_pool(void)
{
    return &pool;
}

unsigned frame_order_for(uint64_t size)
{
    unsigned order = 0;

    while (order < FRAME_ORDERS && FRAME_BYTES << order < size)
        order++;
    return order;
}
