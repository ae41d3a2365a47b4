/* SPDX-License-Identifier: MIT */
/*
 * lib/byte_queue.c — the queue that drops the oldest.
 *
 * Invariant: every entry is one word that holds a byte together with its number (1 for the first
 * byte ever put), byte number n lies at place (n - 1) % BYTE_QUEUE_ENTRIES, and the word is
 * read and written as a whole. One look at the place where the next byte must lie therefore tells
 * everything: its own number means that the byte is there and sound, a smaller one that it has not
 * come yet, a greater one that it has been overwritten. Taking relies on no order between two
 * words, only on each of them never going back; no index is written by both sides. Only the count
 * of what was dropped wants written to be published after the entry, never before it.
 */
#include "lib/byte_queue.h"

#define BYTE_BITS 8
#define BYTE_MASK 0xffu

_Static_assert((BYTE_QUEUE_ENTRIES & (BYTE_QUEUE_ENTRIES - 1)) == 0, "places are found by masking");

static uint64_t load(const uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static void store(uint64_t *word, uint64_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

static unsigned place(uint64_t at)
{
    return at & (BYTE_QUEUE_ENTRIES - 1);
}

static uint64_t written_load(const struct byte_queue *queue)
{
    return __atomic_load_n(&queue->written, __ATOMIC_ACQUIRE);
}

void byte_queue_put(struct byte_queue *queue, uint8_t byte)
{
    const uint64_t at = load(&queue->written);

    store(&queue->entries[place(at)], (at + 1) << BYTE_BITS | byte);
    __atomic_store_n(&queue->written, at + 1, __ATOMIC_RELEASE);
}

/*
 * Moves the consumer to the oldest byte still held. seen is the number found where the next one
 * should have been; written may lag behind it.
 */
static void overwritten_skip(struct byte_queue *queue, uint64_t seen)
{
    const uint64_t next = load(&queue->next);
    const uint64_t written = written_load(queue);
    const uint64_t oldest = (written > seen ? written : seen) - BYTE_QUEUE_ENTRIES;

    store(&queue->dropped, load(&queue->dropped) + (oldest - next));
    store(&queue->next, oldest);
}

int byte_queue_get(struct byte_queue *queue)
{
    for (;;) {
        const uint64_t next = load(&queue->next);
        const uint64_t entry = load(&queue->entries[place(next)]);
        const uint64_t number = entry >> BYTE_BITS;

        if (number <= next)
            return -1;
        if (number == next + 1) {
            store(&queue->next, next + 1);
            return entry & BYTE_MASK;
        }
        overwritten_skip(queue, number); /* again only if more bytes came in the meantime */
    }
}

uint64_t byte_queue_dropped(const struct byte_queue *queue)
{
    const uint64_t next = load(&queue->next);
    const uint64_t written = written_load(queue);
    const uint64_t held = written - next;

    /* After a byte that came before written told of it, written lags by one. */
    if (written < next || held <= BYTE_QUEUE_ENTRIES)
        return load(&queue->dropped);
    return load(&queue->dropped) + held - BYTE_QUEUE_ENTRIES;
}
