/* SPDX-License-Identifier: MIT */
/*
 * lib/log_ring.c — the ring in which the log survives.
 *
 * No lock: a writer takes one place, exchanges the byte in it and adds the difference to the sum.
 * Each of the three steps is atomic and the order of two writers does not matter to any of them,
 * so that a handler that logs in the middle of a write leaves the sum right. Bytes never written
 * are zero and count nothing.
 */
#include "lib/log_ring.h"

#include "lib/mem.h"

_Static_assert((LOG_RING_BYTES & (LOG_RING_BYTES - 1)) == 0, "places are found by masking");

static size_t place(uint64_t at)
{
    return at & (LOG_RING_BYTES - 1);
}

void log_ring_init(struct log_ring *ring)
{
    memset(ring, 0, sizeof(*ring));
    ring->capacity = LOG_RING_BYTES;
    memcpy(ring->magic, LOG_RING_MAGIC, sizeof(LOG_RING_MAGIC));
}

static void byte_write(struct log_ring *ring, char byte)
{
    uint64_t at = __atomic_fetch_add(&ring->written, 1, __ATOMIC_RELAXED);
    char old = __atomic_exchange_n(&ring->text[place(at)], byte, __ATOMIC_RELEASE);

    __atomic_fetch_add(&ring->sum, (uint32_t)(uint8_t)byte - (uint8_t)old, __ATOMIC_RELAXED);
}

void log_ring_write(struct log_ring *ring, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        byte_write(ring, text[i]);
}

static uint64_t ring_written(const struct log_ring *ring)
{
    return __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE);
}

static uint64_t ring_oldest(const struct log_ring *ring)
{
    uint64_t written = ring_written(ring);

    return written > LOG_RING_BYTES ? written - LOG_RING_BYTES : 0;
}

/* Copies count bytes that begin at position at; those overwritten meanwhile come out wrong. */
static void ring_copy(const struct log_ring *ring, uint64_t at, char *to, size_t count)
{
    size_t first = LOG_RING_BYTES - place(at);

    if (first > count)
        first = count;
    memcpy(to, ring->text + place(at), first);
    memcpy(to + first, ring->text, count - first);
}

size_t log_ring_read(const struct log_ring *ring, uint64_t *at, char *to, size_t size)
{
    for (;;) {
        uint64_t written = ring_written(ring);
        uint64_t oldest = ring_oldest(ring);
        uint64_t start = oldest > *at ? oldest : *at;
        uint64_t count, lost;

        if (start >= written || size == 0)
            return 0;
        count = written - start < size ? written - start : size;
        ring_copy(ring, start, to, count);

        /* What a writer overwrote while it was copied has been dropped: only the rest counts. */
        oldest = ring_oldest(ring);
        lost = oldest > start ? oldest - start : 0;
        *at = start + count;
        if (lost < count) {
            memmove(to, to + lost, count - lost);
            return count - lost;
        }
    }
}
