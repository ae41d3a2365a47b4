/* SPDX-License-Identifier: MIT */
/* mm/kheap.c — the kernel's one heap. */
#include "cpu/spinlock.h"
#include "lib/mem.h"
#include "lib/panic.h"
#include "mm/frame.h"
#include "mm/heap.h"

static struct spinlock heap_lock = SPINLOCK("heap");
static struct heap heap;

static void fault(const char *what, const void *pointer)
{
    panic("heap: %p is %s", pointer, what);
}

void kheap_init(bool is_debug)
{
    heap_init(&heap, frame_pool(), is_debug, fault);
}

void *kmalloc(size_t size)
{
    void *pointer;
    uint64_t flags;

    if (heap.pool == NULL)
        return NULL;
    flags = spin_lock(&heap_lock);
    pointer = heap_take(&heap, size);
    spin_unlock(&heap_lock, flags);
    return pointer;
}

void *kzalloc(size_t size)
{
    void *pointer = kmalloc(size);

    if (pointer != NULL)
        memset(pointer, 0, size);
    return pointer;
}

void kfree(void *pointer)
{
    uint64_t flags;

    if (pointer == NULL)
        return;
    flags = spin_lock(&heap_lock);
    heap_give(&heap, pointer);
    spin_unlock(&heap_lock, flags);
}

const char *kheap_check(const void **where)
{
    const uint64_t flags = spin_lock(&heap_lock);
    const char *fault_found = heap_check(&heap, where);

    spin_unlock(&heap_lock, flags);
    return fault_found;
}

const struct heap *kheap(void)
{
    return &heap;
}
