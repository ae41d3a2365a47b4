/* SPDX-License-Identifier: MIT */
/*
 * medium.c — reads with pread(2), so that there is no position to lose. A device's size comes from
 * seeking to its end.
 */
#include "doctor/medium.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES 4096u

int medium_open(struct medium *medium, const char *path)
{
    struct stat status;
    off_t end;

    *medium = (struct medium){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
    if (medium->fd < 0)
        return -1;
    if (fstat(medium->fd, &status) != 0)
        goto out;
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
        errno = EINVAL;
        goto out;
    }
    end = lseek(medium->fd, 0, SEEK_END);
    if (end < 0)
        goto out;
    medium->size = (uint64_t)end;
    medium->is_device = S_ISBLK(status.st_mode);
    return 0;

out:
    medium_close(medium);
    return -1;
}

void medium_close(struct medium *medium)
{
    int saved_errno = errno;

    if (medium->fd >= 0)
        close(medium->fd);
    medium->fd = -1;
    errno = saved_errno;
}

struct medium medium_of_bytes(const void *bytes, size_t size)
{
    return (struct medium){ .fd = -1, .bytes = bytes, .size = size };
}

/* What lies inside is read whole, or the medium is marked as failing. */
static bool medium_read(struct medium *medium, uint64_t offset, uint8_t *to, size_t size)
{
    while (medium->fd >= 0 && size > 0) {
        ssize_t got = pread(medium->fd, to, size, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            if (medium->error == 0)
                medium->error = got < 0 ? errno : EIO;
            return false;
        }
        to += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    if (size > 0)
        memcpy(to, medium->bytes + offset, size);
    return true;
}

struct span span_whole(struct medium *medium)
{
    return (struct span){ medium, 0, medium->size };
}

struct span span_part(const struct span *span, uint64_t at, uint64_t size)
{
    struct span part = { span->medium, span->offset, 0 };

    if (at >= span->size)
        return part;
    part.offset += at;
    part.size = size < span->size - at ? size : span->size - at;
    return part;
}

bool span_holds(const struct span *span, uint64_t at, uint64_t size)
{
    return at <= span->size && size <= span->size - at;
}

bool span_read(const struct span *span, uint64_t at, void *to, size_t size)
{
    return span_holds(span, at, size) && medium_read(span->medium, span->offset + at, to, size);
}

bool span_is_zero(const struct span *span, uint64_t at, uint64_t size)
{
    static const uint8_t zeros[CHUNK_BYTES];
    uint8_t chunk[CHUNK_BYTES];

    while (size > 0) {
        size_t count = size < sizeof(chunk) ? (size_t)size : sizeof(chunk);

        if (!span_read(span, at, chunk, count) || memcmp(chunk, zeros, count) != 0)
            return false;
        at += count;
        size -= count;
    }
    return true;
}

uint8_t *span_load(const struct span *span, uint64_t at, size_t size)
{
    uint8_t *bytes = span_holds(span, at, size) ? malloc(size + 1) : NULL;

    if (bytes != NULL && !span_read(span, at, bytes, size)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}
