/* SPDX-License-Identifier: MIT */
/* tests/unit/xhci_memory.h — pages and objects of the heap for xHCI's driver, counted. */
#pragma once

#include "exact.h"

#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/heap.h"

static int pages_taken, objects_taken;

void *fake_direct_map(paddr_t address, size_t size);

void *fake_direct_map(paddr_t address, size_t size)
{
    (void)size;
    return (void *)(uintptr_t)(address + DIRECT_MAP_BASE);
}

paddr_t frame_alloc_below_4g(unsigned order, enum frame_owner owner)
{
    const size_t bytes = FRAME_BYTES << order;

    assert_int_equal(owner, FRAME_DRIVER);
    pages_taken += 1 << order;
    return (uint64_t)(uintptr_t)aligned_alloc(FRAME_BYTES, bytes) - DIRECT_MAP_BASE;
}

paddr_t frame_alloc(unsigned order, enum frame_owner owner)
{
    return frame_alloc_below_4g(order, owner);
}

int frame_free(paddr_t address, unsigned order, enum frame_owner owner)
{
    assert_int_equal(owner, FRAME_DRIVER);
    pages_taken -= 1 << order;
    free(fake_direct_map(address, 0));
    return 0;
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
