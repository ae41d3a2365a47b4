/* SPDX-License-Identifier: MIT */
/*
 * mm/heap.c — the slab that an object is in begins at the next lower multiple of its size, and the frame
 * tables say whether there is one: no pointer is believed before that.
 */
#include "mm/heap.h"

#include "lib/mem.h"
#include "mm/heap_slab.h"

static unsigned class_of(size_t bytes)
{
    unsigned index = 0;

    while (index < HEAP_CLASSES && heap_class_bytes(index) < bytes)
        index++;
    return index;
}

static void list_add(struct slab **list, struct slab *slab)
{
    slab->next = *list;
    slab->previous = NULL;
    if (*list != NULL)
        (*list)->previous = slab;
    *list = slab;
}

static void list_remove(struct slab **list, struct slab *slab)
{
    if (slab->previous != NULL)
        slab->previous->next = slab->next;
    else
        *list = slab->next;
    if (slab->next != NULL)
        slab->next->previous = slab->previous;
}

void heap_init(struct heap *heap, struct frame_pool *pool, bool is_debug, heap_fault_t fault)
{
    *heap = (struct heap){ .pool = pool, .is_debug = is_debug, .fault = fault };
}

static struct slab *slab_make(struct heap *heap, unsigned index)
{
    const paddr_t frames = frame_pool_alloc(heap->pool, SLAB_ORDER, FRAME_HEAP_SLAB, false);
    struct slab *slab;

    if (frames == 0)
        return NULL;
    slab = (struct slab *)(heap->pool->window + frames);
    slab_init(slab, index, heap->is_debug);
    list_add(&heap->classes[index].with_room, slab);
    heap->classes[index].slabs++;
    return slab;
}

static void *small_take(struct heap *heap, size_t size, unsigned index)
{
    struct heap_class *class = &heap->classes[index];
    struct slab *slab = class->with_room != NULL ? class->with_room : slab_make(heap, index);
    unsigned object;

    if (slab == NULL)
        return NULL;
    object = slab_free_find(slab);
    if (heap->is_debug && slab_object_fault(slab, object) != NULL) {
        heap->fault("written to after it was given back", slab_object(slab, object));
        return NULL;
    }
    slab->free[object / 64] &= ~(1ull << object % 64);
    if (--slab->free_count == 0) {
        list_remove(&class->with_room, slab);
        list_add(&class->full, slab);
    }
    class->used++;
    if (!heap->is_debug)
        return slab_object(slab, object);
    return slab_zones_make(slab, object, size);
}

static void *large_take(struct heap *heap, size_t size)
{
    unsigned order = 0;
    paddr_t frames;
    uint8_t *bytes;

    while (order < FRAME_ORDERS && FRAME_BYTES << order < size + heap_large_zone(heap->is_debug))
        order++;
    frames = frame_pool_alloc(heap->pool, order, FRAME_HEAP_LARGE, false);
    if (frames == 0)
        return NULL;
    *frame_pool_tag(heap->pool, frames, order) = (uint32_t)size;
    bytes = (uint8_t *)(heap->pool->window + frames);
    memset(bytes + size, ZONE_BYTE, heap_large_zone(heap->is_debug));
    heap->large++;
    heap->large_bytes += size;
    return bytes;
}

void *heap_take(struct heap *heap, size_t size)
{
    unsigned index;

    if (size == 0 || size > FRAME_BYTES << FRAME_ORDER_SECTION)
        return NULL;
    index = class_of(size + (heap->is_debug ? SLAB_ZONES_BYTES : 0));
    return index < HEAP_CLASSES ? small_take(heap, size, index) : large_take(heap, size);
}

/* Gives an empty slab back, but for one of each class. */
static void slab_release(struct heap *heap, struct slab *slab)
{
    struct heap_class *class = &heap->classes[slab->index];

    if (slab->free_count < heap_class_objects(slab->index) || class->with_room->next == NULL)
        return;
    list_remove(&class->with_room, slab);
    class->slabs--;
    slab->magic = 0;
    frame_pool_free(heap->pool, (uintptr_t)slab - heap->pool->window, SLAB_ORDER, FRAME_HEAP_SLAB);
}

static void small_give(struct heap *heap, struct slab *slab, void *pointer)
{
    struct heap_class *class = &heap->classes[slab->index];
    const int object = slab_object_of(slab, pointer, heap->is_debug);
    const char *fault;

    if (object < 0) {
        heap->fault("given back, but not the beginning of anything", pointer);
        return;
    }
    if (slab_object_is_free(slab, (unsigned)object)) {
        heap->fault("given back twice", pointer);
        return;
    }
    fault = heap->is_debug ? slab_object_fault(slab, (unsigned)object) : NULL;
    if (fault != NULL) {
        heap->fault(fault, pointer);
        return;
    }
    if (heap->is_debug)
        slab_poison(slab, (unsigned)object);
    slab->free[object / 64] |= 1ull << object % 64;
    if (slab->free_count++ == 0) {
        list_remove(&class->full, slab);
        list_add(&class->with_room, slab);
    }
    class->used--;
    slab_release(heap, slab);
}

static void large_give(struct heap *heap, const struct frame_piece *piece, void *pointer)
{
    const uint32_t *tag = frame_pool_tag(heap->pool, piece->start, piece->order);
    const uint8_t *bytes = (const uint8_t *)pointer;
    const size_t size = *tag;

    if (piece->start != (uintptr_t)pointer - heap->pool->window) {
        heap->fault("given back, but not the beginning of anything", pointer);
        return;
    }
    for (size_t i = 0; i < heap_large_zone(heap->is_debug); i++) {
        if (bytes[size + i] != ZONE_BYTE) {
            heap->fault("written behind its end", pointer);
            return;
        }
    }
    heap->large--;
    heap->large_bytes -= size;
    frame_pool_free(heap->pool, piece->start, piece->order, FRAME_HEAP_LARGE);
}

void heap_give(struct heap *heap, void *pointer)
{
    const paddr_t address = (uintptr_t)pointer - heap->pool->window;
    struct slab *slab = (struct slab *)ALIGN_DOWN((uintptr_t)pointer, SLAB_BYTES);
    struct frame_piece piece = { .owner = FRAME_NOBODY };

    if (pointer == NULL)
        return;
    frame_pool_look(heap->pool, address, &piece);
    if (piece.state != FRAME_STATE_USED ||
        (piece.owner != FRAME_HEAP_SLAB && piece.owner != FRAME_HEAP_LARGE))
        heap->fault("given back, but not from here", pointer);
    else if (piece.owner == FRAME_HEAP_LARGE)
        large_give(heap, &piece, pointer);
    else if (slab->magic != SLAB_MAGIC || slab->index >= HEAP_CLASSES)
        heap->fault("in a slab whose head was written over", pointer);
    else
        small_give(heap, slab, pointer);
}

static void list_drop(struct heap *heap, struct slab *slab)
{
    while (slab != NULL) {
        struct slab *next = slab->next;

        frame_pool_free(heap->pool, (uintptr_t)slab - heap->pool->window, SLAB_ORDER,
                        FRAME_HEAP_SLAB);
        slab = next;
    }
}

void heap_drop(struct heap *heap)
{
    for (unsigned i = 0; i < HEAP_CLASSES; i++) {
        list_drop(heap, heap->classes[i].with_room);
        list_drop(heap, heap->classes[i].full);
        heap->classes[i] = (struct heap_class){ 0 };
    }
}

static const char *list_check(const struct heap *heap, const struct slab *slab, uint64_t *used,
                              uint64_t *slabs, const void **where)
{
    for (; slab != NULL; slab = slab->next) {
        *where = slab;
        if (slab->magic != SLAB_MAGIC || slab->index >= HEAP_CLASSES)
            return "the head of a slab was written over";
        for (unsigned object = 0; object < heap_class_objects(slab->index); object++) {
            const char *fault = heap->is_debug ? slab_object_fault(slab, object) : NULL;

            *where = slab_object(slab, object);
            if (fault != NULL)
                return fault;
            *used += !slab_object_is_free(slab, object);
        }
        (*slabs)++;
    }
    return NULL;
}

const char *heap_check(const struct heap *heap, const void **where)
{
    for (unsigned i = 0; i < HEAP_CLASSES; i++) {
        const struct heap_class *class = &heap->classes[i];
        uint64_t used = 0, slabs = 0;
        const char *fault = list_check(heap, class->with_room, &used, &slabs, where);

        if (fault == NULL)
            fault = list_check(heap, class->full, &used, &slabs, where);
        if (fault != NULL)
            return fault;
        *where = NULL;
        if (used != class->used || slabs != class->slabs)
            return "the objects in use are not as many as were taken";
    }
    return NULL;
}
