/* SPDX-License-Identifier: MIT */
/*
 * capacity.h — recognises a stick that claims more room than it has.
 *
 * Such a stick either drops the upper bits of an address, so that what is written far behind lands
 * at the beginning, or takes bytes beyond its real end and loses them. So marks, each different, are
 * written behind the image: at every power of two, where dropped bits lead to address 0, and in the
 * last block. After the image is written, which pushes the marks out of the stick's own cache, each
 * has to be there still. A place that shows the beginning of the stick instead is the beginning.
 *
 * Not seen: a stick whose addresses wrap at a size that is no power of two and that is larger than
 * the image. What lies in the image is compared byte by byte in any case.
 */
#pragma once

#include "writeusb/disk.h"

#define CAPACITY_MARK_BYTES 4096u
#define CAPACITY_PLACES_MAX 64

struct capacity {
    uint64_t places[CAPACITY_PLACES_MAX]; /* ascending */
    size_t count;
    uint64_t nonce; /* another one for each run */
};

/* Chooses the places behind the image; none where it fills the stick. */
void capacity_plan(struct capacity *capacity, uint64_t image_bytes, uint64_t disk_bytes,
                   uint64_t nonce);

/* The mark for one place: pseudo-random, with no boot signature in it. */
void capacity_mark(const struct capacity *capacity, size_t index,
                   unsigned char mark[CAPACITY_MARK_BYTES]);

/* Writes the marks. */
bool capacity_write(const struct capacity *capacity, const struct disk *disk, struct fault *fault);

/* Reads them: FAULT_WRAPS or FAULT_LOSES for the first that is not there. */
bool capacity_check(const struct capacity *capacity, const struct disk *disk, struct fault *fault);

/* Overwrites the marks with zeros. */
bool capacity_clear(const struct capacity *capacity, const struct disk *disk, struct fault *fault);
