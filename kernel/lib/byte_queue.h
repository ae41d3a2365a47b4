/* SPDX-License-Identifier: MIT */
/*
 * lib/byte_queue.h — from the interrupt that takes a scancode, or a byte from a serial line, to the
 * reader who makes sense of it: one producer, one consumer, no lock.
 *
 * When the reader is late the newest BYTE_QUEUE_ENTRIES bytes are kept, the oldest are dropped
 * and counted. The producer may interrupt the consumer at any instruction, or run on another CPU at
 * the same time; neither ever waits for the other. A queue of zeros is an empty one.
 */
#pragma once

#include <stdint.h>

#define BYTE_QUEUE_ENTRIES 1024

struct byte_queue {
    uint64_t written; /* bytes ever put; only the producer writes it */
    uint64_t next;    /* the one to be taken next; only the consumer writes it */
    uint64_t dropped; /* passed over because they were overwritten; only the consumer writes it */
    uint64_t entries[BYTE_QUEUE_ENTRIES];
};

/* Producer: adds a byte. Always succeeds, in a fixed number of steps. */
void byte_queue_put(struct byte_queue *queue, uint8_t byte);

/* Consumer: takes the oldest byte held (0..255), -1 when there is none. */
int byte_queue_get(struct byte_queue *queue);

/* Consumer: how many bytes were lost so far, those included that no get has come across yet. */
uint64_t byte_queue_dropped(const struct byte_queue *queue);
