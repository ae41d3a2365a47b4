/* SPDX-License-Identifier: MIT */
/* mm/heap_slab.c — where objects lie, and the patterns around them. */
#include "mm/heap_slab.h"

#include "lib/mem.h"

#define FRONT_MAGIC 0x48454150u

/* The front zone. The mark depends on the place, so that a copied object is not taken for it. */
struct front {
    uint32_t magic, size;
    uint64_t mark;
};

_Static_assert(sizeof(struct front) == SLAB_FRONT_BYTES, "objects keep their alignment");

size_t heap_class_bytes(unsigned index)
{
    return (size_t)HEAP_CLASS_LEAST << index;
}

unsigned heap_class_objects(unsigned index)
{
    return (unsigned)((SLAB_BYTES - SLAB_HEAD_BYTES) / heap_class_bytes(index));
}

void *slab_object(const struct slab *slab, unsigned object)
{
    return (uint8_t *)slab + SLAB_HEAD_BYTES + object * heap_class_bytes(slab->index);
}

bool slab_object_is_free(const struct slab *slab, unsigned object)
{
    return slab->free[object / 64] >> object % 64 & 1;
}

void slab_init(struct slab *slab, unsigned index, bool is_debug)
{
    const unsigned count = heap_class_objects(index);

    *slab = (struct slab){ .magic = SLAB_MAGIC, .index = (uint16_t)index };
    slab->free_count = (uint16_t)count;
    for (unsigned object = 0; object < count; object++) {
        slab->free[object / 64] |= 1ull << object % 64;
        if (is_debug)
            slab_poison(slab, object);
    }
}

int slab_object_of(const struct slab *slab, const void *pointer, bool is_debug)
{
    const size_t front = SLAB_HEAD_BYTES + (is_debug ? SLAB_FRONT_BYTES : 0);
    const size_t at = (size_t)((const uint8_t *)pointer - (const uint8_t *)slab);
    const size_t bytes = heap_class_bytes(slab->index);

    if (at < front || (at - front) % bytes != 0 ||
        (at - front) / bytes >= heap_class_objects(slab->index))
        return -1;
    return (int)((at - front) / bytes);
}

unsigned slab_free_find(const struct slab *slab)
{
    unsigned word = 0;

    while (slab->free[word] == 0)
        word++;
    return 64 * word + (unsigned)__builtin_ctzll(slab->free[word]);
}

static uint64_t mark_of(const void *bytes)
{
    return ~(uint64_t)(uintptr_t)bytes;
}

void *slab_zones_make(const struct slab *slab, unsigned object, size_t size)
{
    uint8_t *bytes = slab_object(slab, object);
    const struct front front = { FRONT_MAGIC, (uint32_t)size, mark_of(bytes) };

    memcpy(bytes, &front, sizeof(front));
    memset(bytes + SLAB_FRONT_BYTES, FRESH_BYTE, size);
    memset(bytes + SLAB_FRONT_BYTES + size, ZONE_BYTE,
           heap_class_bytes(slab->index) - SLAB_FRONT_BYTES - size);
    return bytes + SLAB_FRONT_BYTES;
}

void slab_poison(const struct slab *slab, unsigned object)
{
    memset(slab_object(slab, object), POISON_BYTE, heap_class_bytes(slab->index));
}

static bool is_filled(const uint8_t *bytes, size_t size, uint8_t byte)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != byte)
            return false;
    return true;
}

const char *slab_object_fault(const struct slab *slab, unsigned object)
{
    const uint8_t *bytes = slab_object(slab, object);
    const size_t room = heap_class_bytes(slab->index) - SLAB_FRONT_BYTES;
    struct front front;

    if (slab_object_is_free(slab, object))
        return is_filled(bytes, heap_class_bytes(slab->index), POISON_BYTE)
                   ? NULL
                   : "written to after it was given back";
    memcpy(&front, bytes, sizeof(front));
    if (front.magic != FRONT_MAGIC || front.mark != mark_of(bytes) || front.size > room)
        return "written before its beginning";
    return is_filled(bytes + SLAB_FRONT_BYTES + front.size, room - front.size, ZONE_BYTE)
               ? NULL
               : "written behind its end";
}
