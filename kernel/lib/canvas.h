/* SPDX-License-Identifier: MIT */
/*
 * lib/canvas.h — glyphs into pixel memory of 24 or 32 bits per pixel.
 *
 * The memory may be a device's and slow: it is written in the largest pieces that fit, from left to
 * right, and never read.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CANVAS_LINE_BYTES 512 /* the widest glyph on the canvas */

struct canvas {
    volatile uint8_t *memory;
    size_t pitch;         /* bytes from one line to the next */
    unsigned width;       /* pixels */
    unsigned height;      /* lines */
    unsigned pixel_bytes; /* 3 or 4 */
};

/* A picture of one bit per pixel; each row begins with the highest bit of a byte. */
struct canvas_glyph {
    const uint8_t *rows;
    unsigned width, height;
    unsigned row_bytes;
};

/*
 * The bits that an 8-bit shade becomes in a pixel whose colour has size (1 to 32) bits from
 * position on.
 */
uint32_t canvas_shade(unsigned shade, unsigned position, unsigned size);

/* Writes zeros to every pixel: black, whatever the colours' places are. */
void canvas_clear(const struct canvas *canvas);

/*
 * Draws every pixel of the glyph scale times as wide and high with its upper left corner at x, y:
 * ones as pixel value fg, zeros as bg. A glyph that would leave the canvas or is wider than
 * CANVAS_LINE_BYTES is not drawn.
 */
void canvas_glyph_draw(const struct canvas *canvas, unsigned x, unsigned y,
                       const struct canvas_glyph *glyph, unsigned scale, uint32_t fg, uint32_t bg);
