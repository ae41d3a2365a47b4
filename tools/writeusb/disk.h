/* SPDX-License-Identifier: MIT */
/*
 * disk.h — the opened stick: bytes at offsets, past every cache, and nobody else at work on it.
 */
#pragma once

#include "writeusb/device.h"
#include "writeusb/fault.h"

/* What buffers, offsets and counts have to be multiples of (buffers: of DISK_ALIGNMENT). */
#define DISK_SECTOR_BYTES 512u
#define DISK_ALIGNMENT    4096u

struct disk {
    int fd;
    uint64_t size_bytes;
};

/*
 * Opens `path` for reading and writing with O_EXCL, which the kernel refuses while anything uses
 * the disk or a partition of it, in any namespace, and O_DIRECT; where that is not to be had, every
 * write waits until it is kept. It must still be the device of `expected`: number, size and the
 * kernel's count of media. False, and the rest of a sentence in `why`, when not.
 */
bool disk_open(struct disk *disk, const char *path, const struct device *expected, char *why,
               size_t size);

/* Has the kernel look at the new partition table, and closes. */
void disk_close(struct disk *disk);

/* All `count` bytes, or false with the fault FAULT_WRITE. */
bool disk_write(const struct disk *disk, const void *bytes, size_t count, uint64_t offset,
                struct fault *fault);

/* All `count` bytes, or false with the fault: FAULT_READ, or FAULT_SHORT with the true end. */
bool disk_read(const struct disk *disk, void *bytes, size_t count, uint64_t offset,
               struct fault *fault);

/*
 * Waits until what was written is kept by the stick itself, and drops what this machine's caches
 * hold of it, so that the next read is the stick's answer. `written_bytes` is how far writing got,
 * for the fault (FAULT_FLUSH).
 */
bool disk_flush(const struct disk *disk, uint64_t written_bytes, struct fault *fault);

/* A buffer fit for O_DIRECT, zeroed; NULL without memory. free() releases it. */
void *disk_buffer(size_t bytes);
