/* SPDX-License-Identifier: MIT */
/*
 * test_reading.c — a console drawn with a font of a few glyphs, and read back.
 */
#include "screentext/reading.h"

#include "exact.h"

#define WIDTH     10u /* of a glyph: more than one byte a row */
#define HEIGHT    5u
#define COLUMNS   4u
#define ROWS      2u
#define SCALE_MAX 3u
#define MARGIN    3u /* pixels at the right and below that are no whole cell */

/* A blank, an L, a T, and the same T for another character. */
static const uint8_t glyphs[] = {
    0,    0,    0,    0, 0,    0, 0,    0, 0,    0,    /* */
    0x80, 0,    0x80, 0, 0x80, 0, 0x80, 0, 0xff, 0xc0, /* */
    0xff, 0xc0, 0x08, 0, 0x08, 0, 0x08, 0, 0x08, 0,    /* */
    0xff, 0xc0, 0x08, 0, 0x08, 0, 0x08, 0, 0x08, 0,    /* */
};

static const struct psf_font font = {
    .glyphs = glyphs, .count = 4, .width = WIDTH, .height = HEIGHT, .row_bytes = 2
};

static const struct psf_character characters[] = {
    { 0x01, 1 }, { ' ', 0 }, { 'L', 1 }, { 'T', 2 }, { 0x3a4, 3 }, { 0x20ac, 9 },
};

static uint8_t
    pixels[(COLUMNS * WIDTH * SCALE_MAX + MARGIN) * (ROWS * HEIGHT * SCALE_MAX + MARGIN) * 3];
static struct ppm picture;
static struct reading reading;

static void pixel_set(unsigned x, unsigned y, uint32_t color)
{
    uint8_t *pixel = pixels + ((size_t)y * picture.width + x) * 3;

    pixel[0] = (uint8_t)(color >> 16);
    pixel[1] = (uint8_t)(color >> 8);
    pixel[2] = (uint8_t)color;
}

/* An empty console. */
static void console_make(unsigned scale)
{
    memset(pixels, 0, sizeof(pixels));
    picture = (struct ppm){ .pixels = pixels,
                            .width = COLUMNS * WIDTH * scale + MARGIN,
                            .height = ROWS * HEIGHT * scale + MARGIN };
    reading = (struct reading){ .picture = &picture,
                                .font = &font,
                                .characters = characters,
                                .character_count = sizeof(characters) / sizeof(*characters),
                                .scale = scale };
}

static void cell_fill(unsigned row, unsigned column, unsigned first_line, uint32_t color)
{
    for (unsigned y = first_line * reading.scale; y < HEIGHT * reading.scale; y++)
        for (unsigned x = 0; x < WIDTH * reading.scale; x++)
            pixel_set(column * WIDTH * reading.scale + x, row * HEIGHT * reading.scale + y, color);
}

static void glyph_draw(unsigned row, unsigned column, unsigned glyph, uint32_t ink, uint32_t paper)
{
    const uint8_t *bits = psf_glyph(&font, glyph);

    for (unsigned y = 0; y < HEIGHT * reading.scale; y++)
        for (unsigned x = 0; x < WIDTH * reading.scale; x++) {
            const unsigned i = x / reading.scale;
            const bool is_ink = bits[y / reading.scale * 2 + i / 8] >> (7 - i % 8) & 1;

            pixel_set(column * WIDTH * reading.scale + x, row * HEIGHT * reading.scale + y,
                      is_ink ? ink : paper);
        }
}

static void test_cells_are_counted_whole(void **state)
{
    (void)state;
    console_make(2);
    assert_int_equal(reading_rows(&reading), ROWS);
    assert_int_equal(reading_columns(&reading), COLUMNS);
    reading.scale = 8;
    assert_int_equal(reading_columns(&reading), 1);
    assert_int_equal(reading_rows(&reading), 0);
}

static void test_glyphs_are_read_at_every_scale(void **state)
{
    (void)state;
    for (unsigned scale = 1; scale <= SCALE_MAX; scale++) {
        console_make(scale);
        glyph_draw(0, 0, 1, 0xffffff, 0);
        glyph_draw(1, 3, 2, 0xffffff, 0);
        assert_int_equal(reading_cell(&reading, 0, 0), 'L');
        assert_int_equal(reading_cell(&reading, 1, 3), 'T'); /* not the Greek letter */
        assert_int_equal(reading_cell(&reading, 1, 0), ' ');
    }
}

static void test_colors_do_not_matter(void **state)
{
    (void)state;
    console_make(1);
    glyph_draw(0, 0, 1, 0x0000aa, 0xaa0000);
    glyph_draw(0, 1, 2, 0, 0xffffff);
    cell_fill(0, 2, 0, 0x123456);
    assert_int_equal(reading_cell(&reading, 0, 0), 'L');
    assert_int_equal(reading_cell(&reading, 0, 1), 'T');
    assert_int_equal(reading_cell(&reading, 0, 2), ' ');
}

static void test_a_cursor_does_not_matter(void **state)
{
    (void)state;
    console_make(1);
    glyph_draw(0, 0, 2, 0xffffff, 0);
    cell_fill(0, 0, HEIGHT - 2, 0xffffff);
    cell_fill(0, 1, HEIGHT - 2, 0xffffff);
    assert_int_equal(reading_cell(&reading, 0, 0), 'T');
    assert_int_equal(reading_cell(&reading, 0, 1), ' ');
}

static void test_what_is_no_glyph_is_unknown(void **state)
{
    (void)state;
    console_make(2);
    glyph_draw(0, 0, 1, 0xffffff, 0);
    pixel_set(9, 1, 0xffffff); /* part of a pixel of the font */
    glyph_draw(0, 1, 1, 0xffffff, 0);
    pixel_set(WIDTH * 2, 0, 0xff0000); /* a third colour */
    glyph_draw(1, 0, 2, 0xffffff, 0);
    for (unsigned i = 0; i < 4; i++)
        pixel_set(2 + i % 2, HEIGHT * 2 + 4 + i / 2, 0xffffff); /* one whole pixel more */
    assert_int_equal(reading_cell(&reading, 0, 0), READING_UNKNOWN);
    assert_int_equal(reading_cell(&reading, 0, 1), READING_UNKNOWN);
    assert_int_equal(reading_cell(&reading, 1, 0), READING_UNKNOWN);
}

static void test_rows_are_printed(void **state)
{
    static const struct psf_character greek[] = { { ' ', 0 }, { 0xe4, 1 }, { 0x3a4, 2 } };
    char text[64] = "";
    FILE *file = fmemopen(text, sizeof(text), "w");

    (void)state;
    assert_non_null(file);
    console_make(1);
    glyph_draw(0, 1, 1, 0xffffff, 0);
    glyph_draw(0, 2, 2, 0xffffff, 0);
    pixel_set(WIDTH + 1, HEIGHT + 1, 0xffffff);
    assert_int_equal(reading_print(file, &reading), 1);
    reading.characters = greek;
    reading.character_count = 3;
    reading_print(file, &reading);
    fclose(file);
    assert_string_equal(text, " LT\n \xef\xbf\xbd\n \xc3\xa4\xce\xa4\n \xef\xbf\xbd\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_counted_whole),
        cmocka_unit_test(test_glyphs_are_read_at_every_scale),
        cmocka_unit_test(test_colors_do_not_matter),
        cmocka_unit_test(test_a_cursor_does_not_matter),
        cmocka_unit_test(test_what_is_no_glyph_is_unknown),
        cmocka_unit_test(test_rows_are_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
