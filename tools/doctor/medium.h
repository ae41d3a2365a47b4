/* SPDX-License-Identifier: MIT */
/*
 * medium.h — the bytes that are looked at, and nothing outside them.
 *
 * A medium is a file, a block device or a block of memory; it is never written to. A span is a part
 * of one. Every read says whether all of it lies inside, so that no number found on the medium can
 * lead anywhere else. A device that fails is remembered: what could not be read is no finding.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR_BYTES 512u

struct medium {
    int fd;               /* -1: the bytes lie in memory */
    const uint8_t *bytes; /* the caller's; NULL with a descriptor */
    uint64_t size;        /* in bytes */
    bool is_device;
    int error; /* errno of the first read that failed, 0 without */
};

struct span {
    struct medium *medium;
    uint64_t offset; /* of its first byte on the medium */
    uint64_t size;
};

/*
 * Opens a regular file or a block device for reading. 0, or -1 with errno (EINVAL for another kind
 * of file). medium_close() ends it.
 */
int medium_open(struct medium *medium, const char *path);
void medium_close(struct medium *medium);

/* A medium of bytes that stay the caller's. */
struct medium medium_of_bytes(const void *bytes, size_t size);

/* The whole medium, which must outlive the span. */
struct span span_whole(struct medium *medium);

/* The part from `at` of at most `size` bytes: cut where the span ends, empty beyond it. */
struct span span_part(const struct span *span, uint64_t at, uint64_t size);

/* True when `size` bytes from `at` lie inside. */
bool span_holds(const struct span *span, uint64_t at, uint64_t size);

/* Reads exactly `size` bytes; false when they do not all lie inside, or cannot be read. */
bool span_read(const struct span *span, uint64_t at, void *to, size_t size);

/* True when all those bytes are there and zero. */
bool span_is_zero(const struct span *span, uint64_t at, uint64_t size);

/*
 * The bytes from `at` in memory of their own, for free(); NULL when they do not all lie inside,
 * cannot be read, or there is no memory. Never NULL for 0 bytes that lie inside.
 */
uint8_t *span_load(const struct span *span, uint64_t at, size_t size);
