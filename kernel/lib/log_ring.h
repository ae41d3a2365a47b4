/* SPDX-License-Identifier: MIT */
/*
 * lib/log_ring.h — the last LOG_RING_BYTES of everything the kernel said.
 *
 * The ring can be read out of a dump of the machine's memory: it begins on a 64-byte boundary with
 * a magic, and `sum` is at all times the sum (modulo 2^32) of the text bytes it holds, which tells
 * a live ring from a stale copy. Byte number i since start-up is text[i % capacity]; the ring holds
 * the last min(written, capacity) of them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LOG_RING_MAGIC "NoOS log ring 1"
#define LOG_RING_BYTES (1024 * 1024) /* more than ten thousand lines */
#define LOG_RING_ALIGN 64

struct log_ring {
    char magic[16];
    uint32_t capacity; /* bytes in text, a power of two */
    uint32_t sum;      /* of the text bytes now held */
    uint64_t written;  /* bytes ever written */
    char text[LOG_RING_BYTES];
};

_Static_assert(offsetof(struct log_ring, text) == 32, "readers of memory dumps rely on it");

/* Makes an empty ring; it stays valid after every single byte from here on. */
void log_ring_init(struct log_ring *ring);

/*
 * Appends size bytes; the oldest are dropped. May be called by an interrupt or exception handler;
 * two writers at once garble text, never the structure.
 */
void log_ring_write(struct log_ring *ring, const char *text, size_t size);

/*
 * Copies up to size bytes from position *at (bytes since start-up) and moves *at behind them; a
 * position already dropped is first moved to the oldest byte. Returns the bytes copied, 0 at the
 * end. A writer may interrupt it: what is overwritten meanwhile counts as dropped.
 */
size_t log_ring_read(const struct log_ring *ring, uint64_t *at, char *to, size_t size);
