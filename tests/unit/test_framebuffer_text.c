/* SPDX-License-Identifier: MIT */
/* test_framebuffer_text.c — dev/framebuffer.c on framebuffers of every kind, pixel by pixel. */
#include "framebuffer_fixture.h"

static uint32_t pixel_read(const struct boot_framebuffer *fb, unsigned x, unsigned y)
{
    uint32_t pixel = 0;

    memcpy(&pixel, memory + (size_t)y * fb->pitch + x * (fb->bpp / 8), fb->bpp / 8);
    return pixel;
}

static void colours_of_every_layout(void **state)
{
    static const struct {
        uint8_t bpp, red_at, red, green_at, green, blue_at, blue;
        uint32_t light_red, blue_pixel;
    } layouts[] = {
        { 32, 16, 8, 8, 8, 0, 8, 0xff5555, 0x0000aa },
        { 32, 0, 8, 8, 8, 16, 8, 0x5555ff, 0xaa0000 },      /* blue and red exchanged */
        { 32, 24, 8, 16, 8, 8, 8, 0xff555500, 0x0000aa00 }, /* the spare byte is the lowest */
        { 24, 16, 8, 8, 8, 0, 8, 0xff5555, 0x0000aa },
        { 24, 0, 8, 8, 8, 16, 8, 0x5555ff, 0xaa0000 },
        { 32, 20, 10, 10, 10, 0, 10, 0x3ff55555, 0x000002aa },
        { 24, 11, 5, 5, 6, 0, 5, 0xfaaa, 0x0015 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        struct boot_framebuffer fb = usual;

        fb.bpp = layouts[i].bpp;
        fb.pitch = 1024 * fb.bpp / 8;
        fb.red_position = layouts[i].red_at;
        fb.red_size = layouts[i].red;
        fb.green_position = layouts[i].green_at;
        fb.green_size = layouts[i].green;
        fb.blue_position = layouts[i].blue_at;
        fb.blue_size = layouts[i].blue;
        assert_int_equal(start(&fb), 0);
        cell_show(1, 2, cell_make('L', COLOR_LIGHT_RED, COLOR_BLUE));
        assert_int_equal(pixel_read(&fb, 16, 16), layouts[i].light_red);
        assert_int_equal(pixel_read(&fb, 19, 31), layouts[i].light_red);
        assert_int_equal(pixel_read(&fb, 20, 16), layouts[i].blue_pixel);
        assert_int_equal(pixel_read(&fb, 23, 31), layouts[i].blue_pixel);
        assert_int_equal(pixel_read(&fb, 15, 16), 0);
        assert_int_equal(pixel_read(&fb, 24, 16), 0);
        assert_int_equal(pixel_read(&fb, 16, 15), 0);
        assert_int_equal(pixel_read(&fb, 16, 32), 0);
    }
}

static void start_clears_everything_but_the_padding(void **state)
{
    struct boot_framebuffer fb = usual;

    (void)state;
    fb.pitch += 64;
    fb.width = 1021; /* not a whole number of characters */
    fb.height = 763;
    assert_int_equal(start(&fb), 0);
    assert_int_equal(backend.columns, 127);
    assert_int_equal(backend.rows, 47);
    for (unsigned y = 0; y < fb.height; y++)
        for (unsigned x = 0; x < fb.width; x++)
            assert_int_equal(pixel_read(&fb, x, y), 0);
    assert_int_equal(memory[fb.width * 4], PATTERN);
    assert_int_equal(memory[fb.pitch - 1], PATTERN);
}

/* Every cell up to the last corner, with a pitch wider than the lines. */
static void last_cell_is_inside(void **state)
{
    for (unsigned bpp = 24; bpp <= 32; bpp += 8) {
        struct boot_framebuffer fb = usual;

        (void)state;
        fb.bpp = (uint8_t)bpp;
        fb.width = 640;
        fb.height = 480;
        fb.pitch = 640 * bpp / 8 + 13;
        assert_int_equal(start(&fb), 0);
        for (unsigned row = 0; row < backend.rows; row++)
            cell_show(row, backend.columns - 1, cell_make('L', COLOR_WHITE, COLOR_BLACK));
        assert_int_equal(pixel_read(&fb, 632, 479), 0xffffff);
        assert_int_equal(pixel_read(&fb, 639, 479), 0);
        assert_int_equal(memory[640 * bpp / 8], PATTERN);
    }
}

static void large_panels_get_large_characters(void **state)
{
    static const struct {
        unsigned width, height, scale;
    } panels[] = {
        { 320, 200, 1 },   { 640, 480, 1 },   { 1024, 768, 1 },  { 1280, 1024, 1 },
        { 1366, 768, 1 },  { 1920, 1080, 1 }, { 1920, 1200, 1 }, { 2048, 1536, 2 },
        { 2256, 1504, 2 }, { 2560, 1080, 2 }, { 2560, 1440, 2 }, { 2880, 1800, 2 },
        { 3440, 1440, 2 }, { 3840, 2160, 3 }, { 5120, 1440, 3 }, { 5120, 2880, 4 },
        { 7680, 4320, 6 }, { 8192, 8192, 6 }, { 1080, 1920, 1 }, { 1440, 2560, 2 },
        { 2160, 3840, 2 }, { 64, 8192, 4 },   { 8192, 64, 5 },
    };

    (void)state;
    assert_int_equal(font_take(), 0);
    for (unsigned i = 0; i < sizeof(panels) / sizeof(panels[0]); i++) {
        struct boot_framebuffer fb = usual;

        fb.width = panels[i].width;
        fb.height = panels[i].height;
        assert_int_equal(scale_choose(&fb), panels[i].scale);
        assert_true(fb.width / 8 / panels[i].scale <= SCREEN_COLUMNS_MAX);
        assert_true(fb.height / 16 / panels[i].scale <= SCREEN_ROWS_MAX);
    }
}

static void enlarged_pixels_are_squares(void **state)
{
    struct boot_framebuffer fb = usual;

    (void)state;
    fb.width = 2560;
    fb.height = 1440;
    fb.pitch = 2560 * 4;
    assert_int_equal(start(&fb), 0);
    assert_int_equal(backend.columns, 160);
    assert_int_equal(backend.rows, 45);
    cell_show(44, 159, cell_make(0x20ac, COLOR_WHITE, COLOR_BLACK));
    for (unsigned y = 0; y < 32; y++)
        for (unsigned x = 0; x < 16; x++)
            assert_int_equal(pixel_read(&fb, 159 * 16 + x, 44 * 32 + y),
                             (x / 2 + y / 2) % 2 == 0 ? 0xffffff : 0);
}

static void only_changes_are_drawn(void **state)
{
    (void)state;
    assert_int_equal(start(&usual), 0);
    cell_show(5, 5, cell_make('L', COLOR_WHITE, COLOR_BLACK));
    memset(memory, PATTERN, memory_size);
    cell_show(5, 5, cell_make('L', COLOR_WHITE, COLOR_BLACK));
    for (size_t i = 0; i < memory_size; i++)
        assert_int_equal(memory[i], PATTERN);
    cell_show(5, 6, cell_make('L', COLOR_WHITE, COLOR_BLACK)); /* one goes, one comes */
    assert_int_equal(pixel_read(&usual, 40, 80), 0);
    assert_int_equal(pixel_read(&usual, 48, 80), 0xffffff);
    assert_int_equal(pixel_read(&usual, 56, 80), 0x5a5a5a5a);
    assert_int_equal(pixel_read(&usual, 39, 80), 0x5a5a5a5a);
}

static void missing_characters_show_as_such(void **state)
{
    (void)state;
    assert_int_equal(start(&usual), 0);
    cell_show(0, 0, cell_make('x', COLOR_WHITE, COLOR_BLACK));
    cell_show(1, 0, cell_make(0x1f600, COLOR_WHITE, COLOR_BLACK));
    for (unsigned y = 0; y <= 16; y += 16) {
        assert_int_equal(pixel_read(&usual, 0, y + 1), 0xffffff);
        assert_int_equal(pixel_read(&usual, 1, y + 1), 0);
    }
}

static void cursor_is_two_lines_at_the_bottom(void **state)
{
    (void)state;
    assert_int_equal(start(&usual), 0);
    assert_null(backend.cursor_draw);
    assert_false(backend.can_blink);
    cell_show(0, 0, CELL_BLANK | CELL_CURSOR);
    for (unsigned x = 0; x < 8; x++) {
        assert_int_equal(pixel_read(&usual, x, 13), 0);
        assert_int_equal(pixel_read(&usual, x, 14), 0xaaaaaa);
        assert_int_equal(pixel_read(&usual, x, 15), 0xaaaaaa);
    }
    cell_show(0, 0, CELL_BLANK);
    assert_int_equal(pixel_read(&usual, 0, 15), 0);
    /* On a space in its own colour it still shows. */
    cell_show(0, 0, cell_make(' ', COLOR_LIGHT_GREY, COLOR_LIGHT_GREY) | CELL_CURSOR);
    assert_int_equal(pixel_read(&usual, 0, 13), 0xaaaaaa);
    assert_int_not_equal(pixel_read(&usual, 0, 15), 0xaaaaaa);
}

static void what_cannot_be_used_is_refused(void **state)
{
    struct boot_framebuffer fb = usual;

    (void)state;
    fb.type = BOOT_FB_NONE;
    assert_int_equal(start(&fb), -E_NODEV);
    fb = usual;
    fb.bpp = 16;
    assert_int_equal(start(&fb), -E_INVAL);
    fb = usual;
    fb.width = 7; /* no room for a character */
    assert_int_equal(start(&fb), -E_NODEV);
    fb = usual;
    fb.height = 15;
    assert_int_equal(start(&fb), -E_NODEV);
    assert_int_equal(memory[0], PATTERN);
    memory_free(NULL); /* out of the kernel's reach */
    memory_size = SIZE_MAX;
    assert_int_equal(framebuffer_init(&usual, &backend), -E_NODEV);
    assert_null(backend.row_draw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_of_every_layout),
        cmocka_unit_test(start_clears_everything_but_the_padding),
        cmocka_unit_test(last_cell_is_inside),
        cmocka_unit_test(large_panels_get_large_characters),
        cmocka_unit_test(enlarged_pixels_are_squares),
        cmocka_unit_test(only_changes_are_drawn),
        cmocka_unit_test(missing_characters_show_as_such),
        cmocka_unit_test(cursor_is_two_lines_at_the_bottom),
        cmocka_unit_test(what_cannot_be_used_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, memory_free);
}
