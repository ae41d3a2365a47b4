/* SPDX-License-Identifier: MIT */
/*
 * ringdump.c — finds, checks and prints a log ring.
 */
#include "ringread/ringdump.h"

#include <stdbool.h>
#include <string.h>

#define CAPACITY_AT 16
#define SUM_AT      20
#define WRITTEN_AT  24

_Static_assert(sizeof(RINGDUMP_MAGIC) == CAPACITY_AT, "the magic fills its field with its NUL");
_Static_assert(WRITTEN_AT + 8 == RINGDUMP_HEADER_BYTES, "the text follows the header");

static uint64_t little_endian(const unsigned char *bytes, int count)
{
    uint64_t value = 0;

    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static bool capacity_is_sane(uint32_t capacity)
{
    return capacity >= RINGDUMP_CAPACITY_MIN && capacity <= RINGDUMP_CAPACITY_MAX &&
           (capacity & (capacity - 1)) == 0;
}

uint32_t ringdump_held(const struct ringdump *ring)
{
    return ring->written < ring->capacity ? (uint32_t)ring->written : ring->capacity;
}

/* What is held always stands at the start of the text: a ring is filled from there. */
static uint32_t text_sum(const struct ringdump *ring)
{
    const unsigned char *text = (const unsigned char *)ring->text;
    uint32_t held = ringdump_held(ring);
    uint32_t sum = 0;

    for (uint32_t i = 0; i < held; i++)
        sum += text[i];
    return sum;
}

/* Checks all but the sum of the candidate at `bytes`, of which `left` are in the dump. */
static enum ringdump_search header_check(const unsigned char *bytes, size_t left,
                                         struct ringdump *ring)
{
    if (memcmp(bytes, RINGDUMP_MAGIC, sizeof(RINGDUMP_MAGIC)) != 0)
        return RINGDUMP_NO_MAGIC;
    ring->capacity = (uint32_t)little_endian(bytes + CAPACITY_AT, 4);
    ring->written = little_endian(bytes + WRITTEN_AT, 8);
    ring->text = (const char *)bytes + RINGDUMP_HEADER_BYTES;
    if (!capacity_is_sane(ring->capacity))
        return RINGDUMP_BAD_CAPACITY;
    if (ring->capacity > left - RINGDUMP_HEADER_BYTES)
        return RINGDUMP_CUT_OFF;
    return RINGDUMP_FOUND;
}

enum ringdump_search ringdump_find(const void *dump, size_t size, struct ringdump *ring)
{
    const unsigned char *bytes = dump;
    enum ringdump_search best = RINGDUMP_NO_MAGIC;
    unsigned sums = 0;

    for (size_t at = 0; size >= RINGDUMP_HEADER_BYTES && at <= size - RINGDUMP_HEADER_BYTES;
         at += RINGDUMP_ALIGN) {
        struct ringdump candidate;
        enum ringdump_search check = header_check(bytes + at, size - at, &candidate);

        if (check == RINGDUMP_FOUND) {
            if (sums++ == RINGDUMP_SUMS_MAX)
                return best == RINGDUMP_FOUND ? best : RINGDUMP_TOO_MANY;
            if (text_sum(&candidate) != (uint32_t)little_endian(bytes + at + SUM_AT, 4))
                check = RINGDUMP_BAD_SUM;
            else if (best != RINGDUMP_FOUND || candidate.written > ring->written)
                *ring = candidate;
        }
        if (check > best)
            best = check;
    }
    return best;
}

static char text_at(const struct ringdump *ring, uint64_t position)
{
    return ring->text[position % ring->capacity];
}

/* The first byte of the oldest whole line. */
static uint64_t text_begin(const struct ringdump *ring)
{
    uint64_t at = ring->written - ringdump_held(ring);

    if (at == 0)
        return 0;
    while (at < ring->written && text_at(ring, at) != '\n')
        at++;
    return at < ring->written ? at + 1 : at;
}

/* True when `<n>` stands at `at`. */
static bool level_is_at(const struct ringdump *ring, uint64_t at)
{
    return ring->written - at >= 3 && text_at(ring, at) == '<' && text_at(ring, at + 1) >= '0' &&
           text_at(ring, at + 1) <= '9' && text_at(ring, at + 2) == '>';
}

void ringdump_print(FILE *to, const struct ringdump *ring)
{
    bool at_line_start = true;

    for (uint64_t at = text_begin(ring); at < ring->written; at++) {
        if (at_line_start && level_is_at(ring, at)) {
            at_line_start = false;
            at += 2;
            continue;
        }
        fputc(text_at(ring, at), to);
        at_line_start = text_at(ring, at) == '\n';
    }
}

const char *ringdump_search_text(enum ringdump_search search)
{
    static const char *const texts[] = {
        [RINGDUMP_NO_MAGIC] = "it holds no log ring",
        [RINGDUMP_BAD_CAPACITY] = "its log ring has an impossible size",
        [RINGDUMP_CUT_OFF] = "its log ring is cut off: the dump is too short",
        [RINGDUMP_BAD_SUM] = "its log ring is damaged: the sum of the text is wrong",
        [RINGDUMP_TOO_MANY] = "it holds too many damaged log rings",
        [RINGDUMP_FOUND] = "it holds a log ring",
    };

    return texts[search];
}
