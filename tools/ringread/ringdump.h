/* SPDX-License-Identifier: MIT */
/*
 * ringdump.h — the kernel's log ring in a dump of a machine's memory.
 *
 * The layout is that of struct log_ring (kernel/lib/log_ring.h), little-endian, on a 64-byte
 * boundary: magic, capacity, sum of the text bytes held, bytes ever written, text. Nothing in a
 * dump is believed before it was checked: a dump is full of old copies and of bytes that only
 * look like a ring.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define RINGDUMP_MAGIC        "NoOS log ring 1"
#define RINGDUMP_ALIGN        64
#define RINGDUMP_HEADER_BYTES 32
#define RINGDUMP_CAPACITY_MIN (4u << 10)
#define RINGDUMP_CAPACITY_MAX (16u << 20)

/* Rings whose text is summed before the search gives up: each costs up to 16 MiB of reading. */
#define RINGDUMP_SUMS_MAX 64

/* How near the search came to a ring; the greater, the nearer. */
enum ringdump_search {
    RINGDUMP_NO_MAGIC,
    RINGDUMP_BAD_CAPACITY, /* no power of two between 4 KiB and 16 MiB */
    RINGDUMP_CUT_OFF,      /* its text reaches beyond the dump */
    RINGDUMP_BAD_SUM,
    RINGDUMP_TOO_MANY, /* more candidates than RINGDUMP_SUMS_MAX, none of them valid so far */
    RINGDUMP_FOUND
};

struct ringdump {
    const char *text; /* into the dump */
    uint32_t capacity;
    uint64_t written;
};

/*
 * Looks for the valid ring with the most bytes written: an older start of the machine may have
 * left one too. *ring is set only when RINGDUMP_FOUND is returned.
 */
enum ringdump_search ringdump_find(const void *dump, size_t size, struct ringdump *ring);

/* Bytes of text that the ring still holds. */
uint32_t ringdump_held(const struct ringdump *ring);

/*
 * Writes the text, oldest line first, without the `<n>` level that log lines begin with, and
 * without the half line that a full ring begins with. Errors are left on the stream.
 */
void ringdump_print(FILE *to, const struct ringdump *ring);

/* A clause that says what a search without success has found. */
const char *ringdump_search_text(enum ringdump_search search);
