/* SPDX-License-Identifier: MIT */
/*
 * relay.c — a ring of two buffers between two threads. `filled` counts buffers that wait to be
 * emptied; everything shared is touched under the lock, but for a buffer's bytes, which belong to
 * one side at a time.
 */
#include "writeusb/relay.h"

#include "writeusb/disk.h"

#include <pthread.h>
#include <stdlib.h>

#define BUFFERS 2

struct ring {
    const struct relay *relay;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned char *bytes[BUFFERS];
    size_t count[BUFFERS];
    unsigned filled;
    bool is_failed; /* fill() said so */
    bool is_over;   /* empty() takes no more */
};

/* Waits for a free buffer; false when the other side takes no more. */
static bool ring_await_room(struct ring *ring)
{
    bool is_over;

    pthread_mutex_lock(&ring->lock);
    while (ring->filled == BUFFERS && !ring->is_over)
        pthread_cond_wait(&ring->changed, &ring->lock);
    is_over = ring->is_over;
    pthread_mutex_unlock(&ring->lock);
    return !is_over;
}

static void ring_put(struct ring *ring, unsigned index, size_t count, bool is_good)
{
    pthread_mutex_lock(&ring->lock);
    ring->count[index] = count;
    ring->is_failed = !is_good;
    ring->filled++;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

static void *ring_fill(void *argument)
{
    struct ring *ring = argument;
    bool is_good = true;

    for (unsigned index = 0; is_good && ring_await_room(ring); index = (index + 1) % BUFFERS) {
        size_t count = 0;

        is_good = ring->relay->fill(ring->relay->context, ring->bytes[index], &count);
        if (!is_good)
            count = 0;
        ring_put(ring, index, count, is_good);
        if (count == 0)
            break;
    }
    return NULL;
}

/* The count of the next filled buffer, which stays filled; 0 at the end. */
static size_t ring_await_piece(struct ring *ring, unsigned index)
{
    size_t count;

    pthread_mutex_lock(&ring->lock);
    while (ring->filled == 0)
        pthread_cond_wait(&ring->changed, &ring->lock);
    count = ring->count[index];
    pthread_mutex_unlock(&ring->lock);
    return count;
}

static void ring_take(struct ring *ring, bool is_over)
{
    pthread_mutex_lock(&ring->lock);
    ring->filled--;
    ring->is_over = is_over;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

static enum relay_end ring_empty(struct ring *ring)
{
    for (unsigned index = 0;; index = (index + 1) % BUFFERS) {
        size_t count = ring_await_piece(ring, index);
        bool is_good;

        if (count == 0)
            return ring->is_failed ? RELAY_FILL_FAILED : RELAY_DONE;
        is_good = ring->relay->empty(ring->relay->context, ring->bytes[index], count);
        ring_take(ring, !is_good);
        if (!is_good)
            return RELAY_EMPTY_FAILED;
    }
}

enum relay_end relay_run(const struct relay *relay)
{
    struct ring ring = { .relay = relay,
                         .lock = PTHREAD_MUTEX_INITIALIZER,
                         .changed = PTHREAD_COND_INITIALIZER };
    enum relay_end end = RELAY_NO_MEMORY;
    bool is_ready = true;
    pthread_t filler;

    for (unsigned i = 0; i < BUFFERS; i++) {
        ring.bytes[i] = disk_buffer(RELAY_BYTES);
        is_ready = is_ready && ring.bytes[i] != NULL;
    }
    if (is_ready && pthread_create(&filler, NULL, ring_fill, &ring) == 0) {
        end = ring_empty(&ring);
        pthread_join(filler, NULL);
    }
    for (unsigned i = 0; i < BUFFERS; i++)
        free(ring.bytes[i]);
    return end;
}
