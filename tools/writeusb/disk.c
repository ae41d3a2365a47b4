/* SPDX-License-Identifier: MIT */
/*
 * disk.c — pread(2) and pwrite(2) that carry on after a short count, and the ioctls of a block
 * device (linux/fs.h).
 */
#include "writeusb/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static bool disk_is_expected(const struct disk *disk, const struct device *expected)
{
    struct stat status;
    uint64_t sequence = 0;

    if (fstat(disk->fd, &status) != 0 || !S_ISBLK(status.st_mode) ||
        major(status.st_rdev) != expected->major || minor(status.st_rdev) != expected->minor)
        return false;
    if (disk->size_bytes != expected->size_bytes)
        return false;
#ifdef BLKGETDISKSEQ
    /* Kernels before 5.15 count no media: neither here nor in sysfs. */
    if (ioctl(disk->fd, BLKGETDISKSEQ, &sequence) != 0)
        sequence = 0;
    if (expected->sequence != 0 && sequence != 0 && sequence != expected->sequence)
        return false;
#endif
    return true;
}

bool disk_open(struct disk *disk, const char *path, const struct device *expected, char *why,
               size_t size)
{
    int flags = O_RDWR | O_EXCL | O_CLOEXEC;

    disk->size_bytes = 0;
    disk->fd = open(path, flags | O_DIRECT);
    if (disk->fd < 0 && errno == EINVAL)
        disk->fd = open(path, flags | O_DSYNC);
    if (disk->fd < 0) {
        if (errno == EBUSY)
            snprintf(why, size, "is in use: the kernel says so (O_EXCL), though not by whom");
        else
            snprintf(why, size, "cannot be opened for writing: %s%s", strerror(errno),
                     errno == EACCES || errno == EPERM ? " (sudo?)" : "");
        return false;
    }
    if (ioctl(disk->fd, BLKGETSIZE64, &disk->size_bytes) == 0 && disk_is_expected(disk, expected))
        return true;
    close(disk->fd);
    disk->fd = -1;
    snprintf(why, size, "is not the device it was when it was looked at; nothing was written");
    return false;
}

void disk_close(struct disk *disk)
{
    /* Fails where a loop device has no partitions, which does not matter. */
    (void)ioctl(disk->fd, BLKRRPART);
    close(disk->fd);
    disk->fd = -1;
}

bool disk_write(const struct disk *disk, const void *bytes, size_t count, uint64_t offset,
                struct fault *fault)
{
    const unsigned char *next = bytes;

    while (count > 0) {
        ssize_t done = pwrite(disk->fd, next, count, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return fault_set(fault, FAULT_WRITE, offset, done == 0 ? ENOSPC : errno);
        next += done;
        count -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}

/* Where reads begin to end: at `past` they do; halves what is left until it is one sector. */
static uint64_t disk_end(const struct disk *disk, uint64_t past)
{
    unsigned char *sector = disk_buffer(DISK_SECTOR_BYTES);
    uint64_t low = 0;
    uint64_t high = past / DISK_SECTOR_BYTES;

    while (sector != NULL && low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (pread(disk->fd, sector, DISK_SECTOR_BYTES, (off_t)(middle * DISK_SECTOR_BYTES)) == 0)
            high = middle;
        else
            low = middle + 1;
    }
    free(sector);
    return high * DISK_SECTOR_BYTES;
}

bool disk_read(const struct disk *disk, void *bytes, size_t count, uint64_t offset,
               struct fault *fault)
{
    unsigned char *next = bytes;

    while (count > 0) {
        ssize_t done = pread(disk->fd, next, count, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done == 0)
            return fault_set(fault, FAULT_SHORT, disk_end(disk, offset), 0);
        if (done < 0)
            return fault_set(fault, FAULT_READ, offset, errno);
        next += done;
        count -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}

bool disk_flush(const struct disk *disk, uint64_t written_bytes, struct fault *fault)
{
    if (fsync(disk->fd) != 0)
        return fault_set(fault, FAULT_FLUSH, written_bytes, errno);
    /* Neither can fail in a way that matters where reads are direct anyway. */
    (void)ioctl(disk->fd, BLKFLSBUF);
    (void)posix_fadvise(disk->fd, 0, 0, POSIX_FADV_DONTNEED);
    return true;
}

void *disk_buffer(size_t bytes)
{
    size_t whole = (bytes + DISK_ALIGNMENT - 1) / DISK_ALIGNMENT * DISK_ALIGNMENT;
    void *buffer = aligned_alloc(DISK_ALIGNMENT, whole);

    if (buffer != NULL)
        memset(buffer, 0, whole);
    return buffer;
}
