/* SPDX-License-Identifier: MIT */
/* mm/kheap.c — the kernel's one heap. */
#include "lib/mem.h"
#include "lib/panic.h"
#include "mm/frame.h"
#include "mm/heap.h"

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
    return heap.pool != NULL ? heap_take(&heap, size) : NULL;
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
    if (pointer != NULL)
        heap_give(&heap, pointer);
}

const struct heap *kheap(void)
{
    return &heap;
}
