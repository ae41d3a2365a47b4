/* SPDX-License-Identifier: MIT */
/*
 * image.c — opens and reads the image, and refuses what no machine would start from.
 */
#include "writeusb/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR_BYTES     512u
#define SIGNATURE_OFFSET 510u

static bool image_has_signature(const struct image *image)
{
    unsigned char signature[2];
    struct fault fault;

    return image_read(image, signature, sizeof(signature), SIGNATURE_OFFSET, &fault) &&
           signature[0] == 0x55 && signature[1] == 0xaa;
}

bool image_open(struct image *image, const char *path, char *why, size_t size)
{
    struct stat status;

    image->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (image->fd < 0 || fstat(image->fd, &status) != 0) {
        snprintf(why, size, "cannot open the image %s: %s", path, strerror(errno));
        return false;
    }
    image->size_bytes = (uint64_t)status.st_size;
    if (!S_ISREG(status.st_mode))
        snprintf(why, size, "the image %s is no regular file", path);
    else if (image->size_bytes == 0 || image->size_bytes % SECTOR_BYTES != 0 ||
             !image_has_signature(image))
        snprintf(why, size,
                 "%s is no image of a disk: it is not made of whole sectors with a boot "
                 "signature in the first (make usb builds one)",
                 path);
    else
        return true;
    image_close(image);
    return false;
}

void image_close(struct image *image)
{
    if (image->fd >= 0)
        close(image->fd);
    image->fd = -1;
}

bool image_read(const struct image *image, void *bytes, size_t count, uint64_t offset,
                struct fault *fault)
{
    unsigned char *next = bytes;

    while (count > 0) {
        ssize_t done = pread(image->fd, next, count, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return fault_set(fault, FAULT_IMAGE_READ, offset, done == 0 ? 0 : errno);
        next += done;
        count -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}
