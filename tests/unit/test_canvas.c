/* SPDX-License-Identifier: MIT */
/*
 * test_canvas.c — glyphs of every width and scale on canvases of every kind, pixel by pixel.
 *
 * The canvas lies in a block of exactly its size and is full of a pattern, so that a byte touched
 * beside the glyph shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/canvas.h"

#define PATTERN 0x5a

static const uint8_t picture[] = { 0x80, 0x01, 0xff, 0x00, 0xa5, 0x5a, 0x3c, 0xe7,
                                   0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0 };
static uint8_t *memory;
static size_t memory_size;

static struct canvas canvas_make(unsigned width, unsigned height, unsigned pixel_bytes,
                                 size_t pitch)
{
    free(memory);
    memory_size = pitch * (height - 1) + width * pixel_bytes;
    memory = malloc(memory_size);
    memset(memory, PATTERN, memory_size);
    return (struct canvas){ memory, pitch, width, height, pixel_bytes };
}

static int memory_free(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static uint32_t pixel_read(const struct canvas *canvas, unsigned x, unsigned y)
{
    uint32_t pixel = 0;

    memcpy(&pixel, memory + y * canvas->pitch + x * canvas->pixel_bytes, canvas->pixel_bytes);
    return pixel;
}

/* Every byte of the canvas: those of the glyph as they must be, all others as they were. */
static void assert_drawn(const struct canvas *canvas, unsigned left, unsigned top,
                         const struct canvas_glyph *glyph, unsigned scale, uint32_t fg, uint32_t bg)
{
    const unsigned right = left + glyph->width * scale, bottom = top + glyph->height * scale;
    uint32_t untouched = 0;

    memset(&untouched, PATTERN, canvas->pixel_bytes);
    for (unsigned y = 0; y < canvas->height; y++) {
        const size_t line_end = y + 1 < canvas->height ? canvas->pitch : 0;

        for (unsigned x = 0; x < canvas->width; x++) {
            const unsigned column = (x - left) / scale, row = (y - top) / scale;
            uint32_t wanted = untouched;

            if (x >= left && x < right && y >= top && y < bottom)
                wanted = glyph->rows[row * glyph->row_bytes + column / 8] >> (7 - column % 8) & 1
                             ? fg
                             : bg;
            assert_int_equal(pixel_read(canvas, x, y), wanted);
        }
        for (size_t i = canvas->width * canvas->pixel_bytes; i < line_end; i++)
            assert_int_equal(memory[y * canvas->pitch + i], PATTERN);
    }
}

static void every_width_scale_depth_and_pitch(void **state)
{
    (void)state;
    for (unsigned width = 1; width <= 20; width++) {
        for (unsigned scale = 1; scale <= 4; scale++) {
            for (unsigned bytes = 3; bytes <= 4; bytes++) {
                const struct canvas_glyph glyph = { picture, width, 4, (width + 7) / 8 };
                const unsigned wide = width * scale + 5, high = 4 * scale + 3;
                const uint32_t fg = bytes == 3 ? 0x123456 : 0xf1234567, bg = 0xabcdef;

                for (unsigned slack = 0; slack < 3; slack++) {
                    const struct canvas canvas =
                        canvas_make(wide, high, bytes, wide * bytes + slack * 5);

                    canvas_glyph_draw(&canvas, slack, 2, &glyph, scale, fg, bg);
                    assert_drawn(&canvas, slack, 2, &glyph, scale, fg, bg);
                }
            }
        }
    }
}

/* The usual width goes a way of its own: every row there can be, in both depths. */
static void every_row_of_eight(void **state)
{
    uint8_t rows[256];
    const struct canvas_glyph glyph = { rows, 8, 256, 1 };

    (void)state;
    for (unsigned i = 0; i < 256; i++)
        rows[i] = (uint8_t)i;
    for (unsigned bytes = 3; bytes <= 4; bytes++) {
        const struct canvas canvas = canvas_make(10, 258, bytes, 10 * bytes + 1);

        canvas_glyph_draw(&canvas, 1, 1, &glyph, 1, 0x00123456, 0x00fedcba);
        assert_drawn(&canvas, 1, 1, &glyph, 1, 0x00123456, 0x00fedcba);
    }
}

static void glyphs_at_every_edge(void **state)
{
    const struct canvas_glyph glyph = { picture, 8, 16, 1 };

    (void)state;
    for (unsigned corner = 0; corner < 4; corner++) {
        const struct canvas canvas = canvas_make(24, 40, 4, 24 * 4);
        const unsigned x = corner & 1 ? 16 : 0, y = corner & 2 ? 24 : 0;

        canvas_glyph_draw(&canvas, x, y, &glyph, 1, 0xffffffff, 0);
        assert_drawn(&canvas, x, y, &glyph, 1, 0xffffffff, 0);
    }
}

/* Rows may be further apart than their width asks. */
static void rows_may_have_bytes_to_spare(void **state)
{
    const struct canvas_glyph glyph = { picture, 8, 8, 2 };
    const struct canvas canvas = canvas_make(8, 8, 4, 32);

    (void)state;
    canvas_glyph_draw(&canvas, 0, 0, &glyph, 1, 0xffffffff, 0);
    assert_drawn(&canvas, 0, 0, &glyph, 1, 0xffffffff, 0);
}

static void what_does_not_fit_is_not_drawn(void **state)
{
    const struct canvas_glyph glyph = { picture, 8, 8, 1 }, none = { picture, 0, 0, 0 };
    const struct canvas_glyph wide = { picture, 64, 1, 8 };
    const struct canvas canvas = canvas_make(300, 20, 4, 300 * 4);

    (void)state;
    canvas_glyph_draw(&canvas, 293, 0, &glyph, 1, 1, 2);
    canvas_glyph_draw(&canvas, 0, 13, &glyph, 1, 1, 2);
    canvas_glyph_draw(&canvas, 4294967295u, 0, &glyph, 1, 1, 2);
    canvas_glyph_draw(&canvas, 0, 4294967295u, &glyph, 1, 1, 2);
    canvas_glyph_draw(&canvas, 0, 0, &glyph, 3, 1, 2);
    canvas_glyph_draw(&canvas, 0, 0, &glyph, 0x20000000, 1, 2);
    canvas_glyph_draw(&canvas, 0, 0, &wide, 3, 1, 2); /* 768 bytes a line */
    assert_drawn(&canvas, 0, 0, &none, 1, 1, 2);
    canvas_glyph_draw(&canvas, 0, 0, &wide, 2, 1, 2); /* exactly CANVAS_LINE_BYTES */
    assert_drawn(&canvas, 0, 0, &wide, 2, 1, 2);
}

static void clear_leaves_the_padding(void **state)
{
    (void)state;
    for (unsigned width = 1; width < 12; width++) {
        const struct canvas canvas = canvas_make(width, 3, 3, width * 3 + 2);

        canvas_clear(&canvas);
        for (unsigned y = 0; y < 3; y++)
            for (unsigned x = 0; x < width; x++)
                assert_int_equal(pixel_read(&canvas, x, y), 0);
        assert_int_equal(memory[width * 3], PATTERN);
        assert_int_equal(memory[canvas.pitch * 2 - 1], PATTERN);
    }
}

static void shades_scale_to_any_size(void **state)
{
    (void)state;
    for (unsigned shade = 0; shade < 256; shade++)
        assert_int_equal(canvas_shade(shade, 0, 8), shade);
    for (unsigned size = 1; size <= 32; size++) {
        assert_int_equal(canvas_shade(0, 0, size), 0);
        assert_int_equal(canvas_shade(255, 0, size), (uint32_t)((UINT64_C(1) << size) - 1));
    }
    assert_int_equal(canvas_shade(0xaa, 16, 8), 0xaa0000);
    assert_int_equal(canvas_shade(0xaa, 11, 5), 21u << 11);
    assert_int_equal(canvas_shade(0x55, 5, 6), 21u << 5);
    assert_int_equal(canvas_shade(0xaa, 20, 10), 682u << 20);
    assert_int_equal(canvas_shade(255, 24, 8), 0xff000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_scale_depth_and_pitch),
        cmocka_unit_test(every_row_of_eight),
        cmocka_unit_test(glyphs_at_every_edge),
        cmocka_unit_test(rows_may_have_bytes_to_spare),
        cmocka_unit_test(what_does_not_fit_is_not_drawn),
        cmocka_unit_test(clear_leaves_the_padding),
        cmocka_unit_test(shades_scale_to_any_size),
    };

    return cmocka_run_group_tests(tests, NULL, memory_free);
}
