/* SPDX-License-Identifier: MIT */
/*
 * capacity.c — the places and the marks. A mark is a stream of splitmix64 numbers seeded by the
 * run's nonce and its place, so that neither an old mark nor that of another place passes for it.
 */
#include "writeusb/capacity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Below this no stick was ever made. */
#define PLACE_MIN (1u << 20)

void capacity_plan(struct capacity *capacity, uint64_t image_bytes, uint64_t disk_bytes,
                   uint64_t nonce)
{
    uint64_t last;

    *capacity = (struct capacity){ .nonce = nonce };
    if (disk_bytes < CAPACITY_MARK_BYTES)
        return;
    last = disk_bytes - CAPACITY_MARK_BYTES;
    for (uint64_t place = PLACE_MIN; place <= last && place != 0; place <<= 1) {
        if (place >= image_bytes && last - place >= CAPACITY_MARK_BYTES)
            capacity->places[capacity->count++] = place;
    }
    if (last >= image_bytes)
        capacity->places[capacity->count++] = last;
}

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void capacity_mark(const struct capacity *capacity, size_t index,
                   unsigned char mark[CAPACITY_MARK_BYTES])
{
    uint64_t state = capacity->nonce ^ capacity->places[index];

    for (size_t i = 0; i < CAPACITY_MARK_BYTES; i += sizeof(uint64_t)) {
        uint64_t number = splitmix64(&state);

        memcpy(mark + i, &number, sizeof(number));
    }
    /* Wherever it lands, it is no boot sector. */
    mark[DISK_SECTOR_BYTES - 1] = 0;
}

static bool marks_write(const struct capacity *capacity, const struct disk *disk, bool is_zero,
                        struct fault *fault)
{
    unsigned char *mark = disk_buffer(CAPACITY_MARK_BYTES);
    bool is_good = mark != NULL;

    if (!is_good)
        fault_set(fault, FAULT_MEMORY, 0, ENOMEM);
    for (size_t i = 0; is_good && i < capacity->count; i++) {
        if (!is_zero)
            capacity_mark(capacity, i, mark);
        is_good = disk_write(disk, mark, CAPACITY_MARK_BYTES, capacity->places[i], fault);
    }
    free(mark);
    return is_good;
}

bool capacity_write(const struct capacity *capacity, const struct disk *disk, struct fault *fault)
{
    return marks_write(capacity, disk, false, fault);
}

bool capacity_clear(const struct capacity *capacity, const struct disk *disk, struct fault *fault)
{
    return marks_write(capacity, disk, true, fault);
}

static bool is_same_as(const unsigned char *one, const unsigned char *other)
{
    return memcmp(one, other, CAPACITY_MARK_BYTES) == 0;
}

bool capacity_check(const struct capacity *capacity, const struct disk *disk, struct fault *fault)
{
    unsigned char *mark = disk_buffer(CAPACITY_MARK_BYTES);
    unsigned char *found = disk_buffer(CAPACITY_MARK_BYTES);
    unsigned char *first = disk_buffer(CAPACITY_MARK_BYTES);
    bool is_good = mark != NULL && found != NULL && first != NULL;

    if (!is_good)
        fault_set(fault, FAULT_MEMORY, 0, ENOMEM);
    is_good = is_good && disk_read(disk, first, CAPACITY_MARK_BYTES, 0, fault);
    for (size_t i = 0; is_good && i < capacity->count; i++) {
        capacity_mark(capacity, i, mark);
        is_good = disk_read(disk, found, CAPACITY_MARK_BYTES, capacity->places[i], fault);
        /* In a power-of-two wrap the place shows what the beginning holds. */
        if (is_good && !is_same_as(found, mark))
            is_good = fault_set(fault, is_same_as(found, first) ? FAULT_WRAPS : FAULT_LOSES,
                                capacity->places[i], 0);
    }
    free(mark);
    free(found);
    free(first);
    return is_good;
}
