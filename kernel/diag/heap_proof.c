/* SPDX-License-Identifier: MIT */
/*
 * diag/heap_proof.c — the kernel's heap as it is, and a heap of its own on which misuse is tried: each has
 * to be noticed.
 */
#include "diag/memory_proof.h"
#include "lib/mem.h"
#include "lib/print.h"
#include "mm/frame.h"
#include "mm/heap.h"

#define OBJECTS    256
#define TRIES_MOST 16

static const char *told;

static void fault_note(const char *what, const void *pointer)
{
    (void)pointer;
    told = what;
}

/* Objects of every size class and some larger ones, none of which may change another. */
static const char *fill_and_empty(struct heap *heap)
{
    static uint8_t *objects[OBJECTS];
    const char *fault = NULL;

    for (unsigned i = 0; i < OBJECTS; i++) {
        objects[i] = heap_take(heap, 1 + i * 17);
        if (objects[i] != NULL)
            memset(objects[i], (int)i, 1 + i * 17);
    }
    for (unsigned i = 0; i < OBJECTS; i++) {
        if (objects[i] == NULL)
            continue;
        for (unsigned at = 0; at < 1 + i * 17; at++)
            if (objects[i][at] != (uint8_t)i)
                fault = "an object changed while others were written";
        heap_give(heap, objects[i]);
    }
    return fault != NULL ? fault : told;
}

/* Returns the misuse that was not noticed, NULL when all was. */
static const char *misuse_unseen(struct heap *heap)
{
    uint8_t *keep = heap_take(heap, 100), *object = heap_take(heap, 100);

    if (keep == NULL || object == NULL)
        return "there is no memory to try it";
    object[100]++;
    heap_give(heap, object);
    if (told == NULL)
        return "a byte written behind an object";
    object[100]--;
    told = NULL;
    heap_give(heap, object);
    if (told != NULL)
        return "nothing, but misuse is seen where there is none";
    heap_give(heap, object);
    if (told == NULL)
        return "an object given back twice";
    told = NULL;
    heap_give(heap, keep);
    return NULL;
}

/* All that can be tried on a heap of its own. Returns what is wrong, NULL when nothing is. */
static const char *heap_try(void)
{
    static struct heap heap;
    static char text[100];
    const void *where;
    const char *fault;

    told = NULL;
    heap_init(&heap, frame_pool(), true, fault_note);
    fault = fill_and_empty(&heap);
    if (fault == NULL)
        fault = heap_check(&heap, &where);
    if (fault != NULL)
        return fault;
    fault = misuse_unseen(&heap);
    heap_drop(&heap);
    if (fault == NULL)
        return NULL;
    print_format(text, sizeof(text), "not noticed: %s", fault);
    return text;
}

/* Frames are counted for all; where the kernel's own heap got some meanwhile, that says nothing. */
enum test_result memory_heap(struct test_run *run)
{
    const void *where = NULL;
    const char *fault = kheap_check(&where);

    if (fault != NULL)
        return test_fail(run, "the kernel's heap at 0x%lx: %s", (uint64_t)(uintptr_t)where, fault);
    for (unsigned i = 0; i < TRIES_MOST; i++) {
        const uint64_t others = kheap()->large_bytes;
        const uint64_t before = frame_pool()->owned[FRAME_HEAP_LARGE];

        fault = heap_try();
        if (fault != NULL)
            return test_fail(run, "%s", fault);
        if (frame_pool()->owned[FRAME_HEAP_LARGE] == before)
            return test_pass(run, "objects=%u", OBJECTS);
        kheap_check(&where); /* whoever is in the middle of taking some has it counted then */
        if (kheap()->large_bytes == others)
            return test_fail(run, "frames of large objects are missing");
    }
    return test_error(run, "other threads take memory all the time");
}
