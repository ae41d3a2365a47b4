/* SPDX-License-Identifier: MIT */
/*
 * ppm.h — a picture as emulators save it: portable pixmap, binary ("P6"), 8 bits a colour (netpbm,
 * ppm(5)).
 *
 * The pixels are used where they lie; nothing in the file is trusted.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PPM_SIDE_MAX 16384u

struct ppm {
    const uint8_t *pixels; /* red, green, blue; rows from the top, no padding */
    unsigned width, height;
};

/*
 * Understands size bytes, which must stay there as long as the picture is used. Returns NULL, or
 * what is wrong with them, to be put behind "FILE ".
 */
const char *ppm_parse(struct ppm *ppm, const void *bytes, size_t size);

/* The colour of a pixel as 0xrrggbb; x and y must be inside. */
uint32_t ppm_pixel(const struct ppm *ppm, unsigned x, unsigned y);
