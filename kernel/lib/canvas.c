/* SPDX-License-Identifier: MIT */
/*
 * lib/canvas.c — from bits to pixels, in 64-bit stores.
 *
 * A line of a glyph is put together in registers and in ordinary memory and then stored as often as
 * the scale asks. The usual case, eight pixels that are not enlarged, goes straight from a table of
 * the four pairs of two colours to three or four stores a line.
 */
#include "lib/canvas.h"

#include "lib/mem.h"

#include <stdbool.h>

#define LINE_WORDS (CANVAS_LINE_BYTES / 8)

/* Lines may begin anywhere, as the pitch may be odd; the machine does not mind. */
struct word {
    uint64_t value;
} __attribute__((packed, may_alias));

static void word_store(volatile uint8_t *to, uint64_t value)
{
    ((volatile struct word *)to)->value = value;
}

static volatile uint8_t *pixel_at(const struct canvas *canvas, unsigned x, unsigned y)
{
    return canvas->memory + y * canvas->pitch + (size_t)x * canvas->pixel_bytes;
}

uint32_t canvas_shade(unsigned shade, unsigned position, unsigned size)
{
    const uint64_t most = (UINT64_C(1) << size) - 1;

    return (uint32_t)((shade * most + 127) / 255 << position);
}

void canvas_clear(const struct canvas *canvas)
{
    const size_t bytes = (size_t)canvas->width * canvas->pixel_bytes;

    for (unsigned y = 0; y < canvas->height; y++) {
        volatile uint8_t *line = pixel_at(canvas, 0, y);
        size_t i = 0;

        for (; i + 8 <= bytes; i += 8)
            word_store(line + i, 0);
        for (; i < bytes; i++)
            line[i] = 0;
    }
}

static void line_store(volatile uint8_t *to, const uint64_t *words, size_t bytes)
{
    for (; bytes >= 8; bytes -= 8, to += 8)
        word_store(to, *words++);
    for (size_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)(*words >> (8 * i));
}

/* Puts the pixels of one row of a glyph together, lowest byte first. */
static void line_make(uint64_t *words, const uint8_t *row, unsigned width, unsigned scale,
                      unsigned pixel_bits, const uint32_t pixels[2])
{
    uint64_t word = 0;
    unsigned used = 0;

    for (unsigned x = 0; x < width; x++) {
        const uint64_t pixel = pixels[row[x / 8] >> (7 - x % 8) & 1];

        for (unsigned i = 0; i < scale; i++) {
            word |= pixel << used;
            used += pixel_bits;
            if (used < 64)
                continue;
            *words++ = word;
            used -= 64;
            word = pixel >> (pixel_bits - used); /* what did not fit; nothing when all did */
        }
    }
    *words = word;
}

static void glyph_draw(const struct canvas *canvas, volatile uint8_t *to,
                       const struct canvas_glyph *glyph, unsigned scale, const uint32_t pixels[2])
{
    const size_t bytes = (size_t)glyph->width * scale * canvas->pixel_bytes;
    const uint8_t *row = glyph->rows;
    uint64_t words[LINE_WORDS + 1];

    for (unsigned y = 0; y < glyph->height; y++, row += glyph->row_bytes) {
        if (y == 0 || memcmp(row, row - glyph->row_bytes, glyph->row_bytes) != 0)
            line_make(words, row, glyph->width, scale, canvas->pixel_bytes * 8, pixels);
        for (unsigned i = 0; i < scale; i++, to += canvas->pitch)
            line_store(to, words, bytes);
    }
}

/* The four pairs that two pixels beside each other can be, the left one lowest. */
static void pairs_make(uint64_t pairs[4], unsigned pixel_bits, const uint32_t pixels[2])
{
    for (unsigned i = 0; i < 4; i++)
        pairs[i] = pixels[i >> 1] | (uint64_t)pixels[i & 1] << pixel_bits;
}

/* Eight pixels of 32 bits, not enlarged. */
static void glyph_draw_8x32(const struct canvas *canvas, volatile uint8_t *to,
                            const struct canvas_glyph *glyph, const uint32_t pixels[2])
{
    uint64_t pairs[4];

    pairs_make(pairs, 32, pixels);
    for (unsigned y = 0; y < glyph->height; y++, to += canvas->pitch) {
        const unsigned row = glyph->rows[y];

        word_store(to, pairs[row >> 6]);
        word_store(to + 8, pairs[row >> 4 & 3]);
        word_store(to + 16, pairs[row >> 2 & 3]);
        word_store(to + 24, pairs[row & 3]);
    }
}

/* Eight pixels of 24 bits, not enlarged: four pairs of 48 bits in three words. */
static void glyph_draw_8x24(const struct canvas *canvas, volatile uint8_t *to,
                            const struct canvas_glyph *glyph, const uint32_t pixels[2])
{
    uint64_t pairs[4];

    pairs_make(pairs, 24, pixels);
    for (unsigned y = 0; y < glyph->height; y++, to += canvas->pitch) {
        const unsigned row = glyph->rows[y];
        const uint64_t second = pairs[row >> 4 & 3], third = pairs[row >> 2 & 3];

        word_store(to, pairs[row >> 6] | second << 48);
        word_store(to + 8, second >> 16 | third << 32);
        word_store(to + 16, third >> 32 | pairs[row & 3] << 16);
    }
}

static bool glyph_fits(const struct canvas *canvas, unsigned x, unsigned y,
                       const struct canvas_glyph *glyph, unsigned scale)
{
    const uint64_t width = (uint64_t)glyph->width * scale;
    const uint64_t height = (uint64_t)glyph->height * scale;

    return width * canvas->pixel_bytes <= CANVAS_LINE_BYTES && x + width <= canvas->width &&
           y + height <= canvas->height;
}

void canvas_glyph_draw(const struct canvas *canvas, unsigned x, unsigned y,
                       const struct canvas_glyph *glyph, unsigned scale, uint32_t fg, uint32_t bg)
{
    const uint32_t pixels[2] = { bg, fg };

    if (!glyph_fits(canvas, x, y, glyph, scale))
        return;
    if (scale != 1 || glyph->width != 8 || glyph->row_bytes != 1)
        glyph_draw(canvas, pixel_at(canvas, x, y), glyph, scale, pixels);
    else if (canvas->pixel_bytes == 4)
        glyph_draw_8x32(canvas, pixel_at(canvas, x, y), glyph, pixels);
    else
        glyph_draw_8x24(canvas, pixel_at(canvas, x, y), glyph, pixels);
}
