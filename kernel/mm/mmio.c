/* SPDX-License-Identifier: MIT */
/*
 * mm/mmio.c — a list of what is mapped, by physical address.
 *
 * Who asks for what somebody else has with the same caching shares it. The list is short and searched
 * from its beginning: mapping is for start-up, not for every access.
 */
#include "mm/mmio.h"

#include "cpu/spinlock.h"
#include "lib/error.h"
#include "mm/direct_map.h"
#include "mm/paging.h"

#define MAPPINGS_MAX 512

struct mapping {
    paddr_t start, end;
    uint64_t virtual;
    enum caching caching;
    unsigned users; /* 0: the entry is free */
};

static struct spinlock list_lock = SPINLOCK("device mappings");
static struct mapping mappings[MAPPINGS_MAX];

static struct mapping *mapping_find(paddr_t start, paddr_t end, bool any_caching,
                                    enum caching caching)
{
    for (unsigned i = 0; i < MAPPINGS_MAX; i++) {
        struct mapping *m = &mappings[i];

        if (m->users > 0 && m->start <= start && m->end >= end &&
            (any_caching || m->caching == caching))
            return m;
    }
    return NULL;
}

static struct mapping *mapping_make(paddr_t start, paddr_t end, enum caching caching)
{
    const uint64_t size = end - start;
    struct mapping *m = mappings;
    uint64_t virtual;

    while (m < mappings + MAPPINGS_MAX && m->users > 0)
        m++;
    if (m == mappings + MAPPINGS_MAX)
        return NULL;
    virtual = paging_take(size, start);
    if (virtual == 0)
        return NULL;
    if (paging_map(virtual, start, size, PAGE_WRITE, caching) != 0) {
        paging_give(virtual);
        return NULL;
    }
    *m = (struct mapping){ start, end, virtual, caching, 0 };
    return m;
}

static void *window_reach(paddr_t address, size_t size)
{
    if (address >= DIRECT_MAP_BYTES || size > DIRECT_MAP_BYTES - address)
        return NULL;
    return (void *)(uintptr_t)(DIRECT_MAP_BASE + address);
}

void *mmio_map(paddr_t address, size_t size, enum caching caching)
{
    const paddr_t start = ALIGN_DOWN(address, PAGE_BYTES);
    const paddr_t end = ALIGN_UP(address + size, PAGE_BYTES);
    struct mapping *m;
    void *pointer = NULL;
    uint64_t flags;

    if (size == 0 || address + size < address || end <= start)
        return NULL;
    if (!paging_is_active())
        return window_reach(address, size);
    if (caching == CACHING_WRITE_COMBINING && !paging_has_write_combining())
        caching = CACHING_UNCACHED;
    flags = spin_lock(&list_lock);
    m = mapping_find(start, end, false, caching);
    if (m == NULL)
        m = mapping_make(start, end, caching);
    if (m != NULL) {
        m->users++;
        pointer = (void *)(uintptr_t)(m->virtual + (address - m->start));
    }
    spin_unlock(&list_lock, flags);
    return pointer;
}

void *mmio_find(paddr_t address, size_t size)
{
    const uint64_t flags = spin_lock(&list_lock);
    const struct mapping *m = size > 0 && address + size > address
                                  ? mapping_find(address, address + size, true, 0)
                                  : NULL;
    void *pointer = m != NULL ? (void *)(uintptr_t)(m->virtual + (address - m->start)) : NULL;

    spin_unlock(&list_lock, flags);
    return pointer;
}

/* Takes the mapping that holds the bytes off the list, when nobody else uses it; an empty one: somebody does. */
static struct mapping mapping_drop(uint64_t virtual, size_t size)
{
    struct mapping dropped = { 0 };

    for (unsigned i = 0; i < MAPPINGS_MAX; i++) {
        struct mapping *m = &mappings[i];
        const uint64_t bytes = m->end - m->start;

        if (m->users == 0 || virtual < m->virtual || virtual - m->virtual >= bytes ||
            size > bytes - (virtual - m->virtual))
            continue;
        if (--m->users == 0)
            dropped = *m;
        break;
    }
    return dropped;
}

/* The lock is given back first, since all cores are asked, and one may wait for it. */
void mmio_unmap(void *pointer, size_t size)
{
    const uint64_t flags = spin_lock(&list_lock);
    const struct mapping dropped = mapping_drop((uint64_t)(uintptr_t)pointer, size);

    spin_unlock(&list_lock, flags);
    if (dropped.end == dropped.start)
        return;
    paging_unmap(dropped.virtual, dropped.end - dropped.start);
    paging_give(dropped.virtual);
}
