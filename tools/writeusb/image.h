/* SPDX-License-Identifier: MIT */
/*
 * image.h — the file that goes onto the stick.
 */
#pragma once

#include "writeusb/fault.h"

#include <stddef.h>

struct image {
    int fd;
    uint64_t size_bytes;
};

/*
 * Opens an image: a regular file of whole sectors whose first ends in the boot signature. False,
 * and a whole sentence in `why`, when it is none.
 */
bool image_open(struct image *image, const char *path, char *why, size_t size);
void image_close(struct image *image);

/* All `count` bytes, or false with the fault FAULT_IMAGE_READ. */
bool image_read(const struct image *image, void *bytes, size_t count, uint64_t offset,
                struct fault *fault);
