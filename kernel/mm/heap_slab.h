/* SPDX-License-Identifier: MIT */
/*
 * mm/heap_slab.h — one slab: a head, then objects of one size.
 *
 * In debug mode an object in use is: 16 bytes of front zone, which hold the size asked for; what was
 * asked for; the back zone up to the object's end. One that is free is one pattern from end to end.
 */
#pragma once

#include "mm/heap.h"

#define SLAB_ORDER       2
#define SLAB_BYTES       ((uintptr_t)FRAME_BYTES << SLAB_ORDER)
#define SLAB_MAGIC       0x534c4142u
#define SLAB_FRONT_BYTES 16
#define SLAB_BACK_BYTES  8 /* at least */
#define SLAB_ZONES_BYTES (SLAB_FRONT_BYTES + SLAB_BACK_BYTES)

#define ZONE_BYTE   0xfa
#define POISON_BYTE 0xdf
#define FRESH_BYTE  0xa5 /* what somebody finds who reads before he writes */

struct slab {
    uint32_t magic;
    uint16_t index; /* of its class */
    uint16_t free_count;
    struct slab *next, *previous;
    uint64_t free[16]; /* a bit for each object, set when it is free */
};

#define SLAB_HEAD_BYTES 192

_Static_assert(sizeof(struct slab) <= SLAB_HEAD_BYTES, "the head fits before the first object");
_Static_assert(SLAB_HEAD_BYTES % HEAP_ALIGN == 0, "objects are aligned");

void slab_init(struct slab *slab, unsigned index, bool is_debug);

/* The first byte of an object, zones included. */
void *slab_object(const struct slab *slab, unsigned object);

/* The number of the object that pointer was handed out for, -1 when it is none. */
int slab_object_of(const struct slab *slab, const void *pointer, bool is_debug);

bool slab_object_is_free(const struct slab *slab, unsigned object);

/* A free object of a slab that has one. */
unsigned slab_free_find(const struct slab *slab);

/* Debug mode: fills a free object that is taken for size bytes, and returns where they begin. */
void *slab_zones_make(const struct slab *slab, unsigned object, size_t size);

/* Debug mode: fills an object that is given back. */
void slab_poison(const struct slab *slab, unsigned object);

/* Debug mode: what was written that should not have been, NULL for nothing. */
const char *slab_object_fault(const struct slab *slab, unsigned object);

/* Bytes behind an object of whole frames that must not change. */
static inline size_t heap_large_zone(bool is_debug)
{
    return is_debug ? 64 : 0;
}
