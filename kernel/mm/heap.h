/* SPDX-License-Identifier: MIT */
/*
 * mm/heap.h — memory in any size: objects of a few fixed sizes in slabs of 16 KiB, and whole frames for
 * what is larger.
 *
 * A slab knows which of its objects are free, so that giving one back twice, or what was never taken,
 * is always noticed. In debug mode each object also stands between two zones that must not change, and
 * one that is free is filled with a pattern: writing over an end is noticed when it is given back,
 * writing to what was given back when it is taken again, and both by heap_check().
 *
 * One core at a time, never from an interrupt; the kernel's own heap, at the end, has a lock.
 */
#pragma once

#include "mm/frame_pool.h"

#define HEAP_CLASSES     8 /* 16 bytes to 2 KiB */
#define HEAP_CLASS_LEAST 16
#define HEAP_ALIGN       16 /* of every pointer; more for nothing */

struct slab; /* mm/heap.c */

struct heap_class {
    struct slab *with_room; /* list of slabs that have a free object */
    struct slab *full;
    uint64_t slabs, used; /* slabs there are, objects in use */
};

/* Told of misuse: what is wrong, in words, and with which pointer. Nothing was changed. */
typedef void (*heap_fault_t)(const char *what, const void *pointer);

struct heap {
    struct frame_pool *pool;
    bool is_debug;
    heap_fault_t fault;
    struct heap_class classes[HEAP_CLASSES];
    uint64_t large, large_bytes; /* objects of whole frames, and what was asked for */
};

/* Makes an empty heap over the frames of pool, all of which must be reachable. */
void heap_init(struct heap *heap, struct frame_pool *pool, bool is_debug, heap_fault_t fault);

/* size bytes, contents unknown; NULL for size 0, without memory, or for more than 1 GiB. */
void *heap_take(struct heap *heap, size_t size);

/* Gives back what heap_take() returned; NULL is well. */
void heap_give(struct heap *heap, void *pointer);

/* Gives back the slabs of a heap that nobody uses any more; larger objects must have been given back. */
void heap_drop(struct heap *heap);

/*
 * Looks at every slab and, in debug mode, at every byte that must not have changed. Returns NULL, or
 * what is wrong, with the place in *where.
 */
const char *heap_check(const struct heap *heap, const void **where);

/* Bytes an object of class number index has, zones included. */
size_t heap_class_bytes(unsigned index);

/* Objects that fit into a slab of that class. */
unsigned heap_class_objects(unsigned index);

/* ---- the kernel's own heap ---- */

/* Call once, when paging is there. Misuse of it is a panic. Any core may use it, with interrupts on or off. */
void kheap_init(bool is_debug);

void *kmalloc(size_t size);

/* The same, all zero. */
void *kzalloc(size_t size);

void kfree(void *pointer);

/* Its numbers, for listings. */
const struct heap *kheap(void);

/* heap_check() of it. */
const char *kheap_check(const void **where);
