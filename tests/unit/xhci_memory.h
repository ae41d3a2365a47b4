/* SPDX-License-Identifier: MIT */
/* tests/unit/xhci_memory.h — pages and objects of the heap for xHCI's driver, counted. */
#pragma once

#include "exact.h"

#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/heap.h"

#define PIECES_MAX 1024

static int pages_taken, objects_taken;
static void *pieces[PIECES_MAX];

void *fake_direct_map(paddr_t address, size_t size);

void *fake_direct_map(paddr_t address, size_t size)
{
    (void)size;
    return (void *)(uintptr_t)(address + DIRECT_MAP_BASE);
}

paddr_t frame_alloc_below_4g(unsigned order, enum frame_owner owner)
{
    unsigned i = 0;

    assert_int_equal(owner, FRAME_DRIVER);
    while (pieces[i] != NULL)
        assert_true(++i < PIECES_MAX);
    pieces[i] = aligned_alloc(FRAME_BYTES, FRAME_BYTES << order);
    pages_taken += 1 << order;
    return (uint64_t)(uintptr_t)pieces[i] - DIRECT_MAP_BASE;
}

paddr_t frame_alloc(unsigned order, enum frame_owner owner)
{
    return frame_alloc_below_4g(order, owner);
}

int frame_free(paddr_t address, unsigned order, enum frame_owner owner)
{
    assert_int_equal(owner, FRAME_DRIVER);
    pages_taken -= 1 << order;
    for (unsigned i = 0; i < PIECES_MAX; i++)
        if (pieces[i] == fake_direct_map(address, 0)) {
            free(pieces[i]);
            pieces[i] = NULL;
            return 0;
        }
    fail_msg("what was never taken is given back");
    return -1;
}

/* For drivers that keep what they have: frees all. */
static inline void pages_forget(void)
{
    for (unsigned i = 0; i < PIECES_MAX; i++) {
        free(pieces[i]);
        pieces[i] = NULL;
    }
    pages_taken = 0;
}

void *kmalloc(size_t size)
{
    objects_taken++;
    return malloc(size);
}

void *kzalloc(size_t size)
{
    return memset(kmalloc(size), 0, size);
}

void kfree(void *pointer)
{
    objects_taken -= pointer != NULL;
    free(pointer);
}
