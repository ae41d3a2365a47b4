/* SPDX-License-Identifier: MIT */
/* test_vga_text.c — cells as a VGA gets them, into a piece of memory and a few model registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dev/vga_text.c"

#define UNTOUCHED 0xdead

static const struct boot_framebuffer ega = {
    .type = BOOT_FB_EGA_TEXT, .address = 0xb8000, .pitch = 160, .width = 80, .height = 25, .bpp = 16
};

static struct {
    uint16_t text[VGA_ROWS * VGA_COLUMNS];
    bool is_unreachable;
    uint8_t crtc_index, crtc[256];
    bool attribute_wants_data;
    uint8_t attribute_index, attribute[32];
    unsigned port_writes;
} vga;

static struct screen_backend backend;

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_int_equal(caching, CACHING_UNCACHED);
    assert_int_equal(address, 0xb8000);
    assert_int_equal(size, sizeof(vga.text));
    return vga.is_unreachable ? NULL : vga.text;
}

uint8_t fake_read8(uint16_t port)
{
    switch (port) {
    case 0x3da:
        vga.attribute_wants_data = false;
        return 0;
    case 0x3c1:
        return vga.attribute[vga.attribute_index & 0x1f];
    case 0x3d5:
        return vga.crtc[vga.crtc_index];
    default:
        fail_msg("port 0x%x read", port);
        return 0xff;
    }
}

void fake_write8(uint16_t port, uint8_t value)
{
    vga.port_writes++;
    switch (port) {
    case 0x3c0:
        if (vga.attribute_wants_data)
            vga.attribute[vga.attribute_index & 0x1f] = value;
        else
            vga.attribute_index = value;
        vga.attribute_wants_data = !vga.attribute_wants_data;
        break;
    case 0x3d4:
        vga.crtc_index = value;
        break;
    case 0x3d5:
        vga.crtc[vga.crtc_index] = value;
        break;
    default:
        fail_msg("port 0x%x written", port);
    }
}

static int fresh(void **state)
{
    (void)state;
    memset(&vga, 0, sizeof(vga));
    memset(vga.text, 0xee, sizeof(vga.text));
    memset(vga.crtc, 0xee, sizeof(vga.crtc));
    vga.crtc[0x09] = 0x4f; /* 16 scan lines, and a bit that is none of them */
    vga.attribute[0x10] = 0x04;
    vga.attribute_wants_data = true; /* as firmware may leave it */
    return 0;
}

static int ready(void **state)
{
    fresh(state);
    return vga_text_init(&ega, &backend);
}

static void row_of(uint32_t *cells, uint32_t cell)
{
    for (unsigned i = 0; i < VGA_COLUMNS; i++)
        cells[i] = cell;
}

/* What the VGA gets for a cell. */
static uint16_t drawn(uint32_t cell)
{
    uint32_t cells[VGA_COLUMNS];

    row_of(cells, cell);
    backend.row_draw(24, cells);
    assert_int_equal(vga.text[24 * 80], vga.text[24 * 80 + 79]);
    return vga.text[24 * 80];
}

static void start_clears_and_sets_up(void **state)
{
    (void)state;
    assert_int_equal(vga_text_init(&ega, &backend), 0);
    for (unsigned i = 0; i < VGA_ROWS * VGA_COLUMNS; i++)
        assert_int_equal(vga.text[i], 0x0720);
    assert_int_equal(backend.rows, 25);
    assert_int_equal(backend.columns, 80);
    assert_true(backend.can_blink);
    assert_int_equal(vga.attribute[0x10], 0x0c); /* blink added, the rest kept */
    assert_int_equal(vga.attribute_index, 0x30); /* the palette stays connected */
    assert_int_equal(vga.crtc[0x0a], 14);
    assert_int_equal(vga.crtc[0x0b], 15);
    assert_int_equal(vga.crtc[0x0c], 0);
    assert_int_equal(vga.crtc[0x0d], 0);
    assert_int_equal(vga.crtc[0x0e], 0);
    assert_int_equal(vga.crtc[0x0f], 0);
}

static void only_what_is_text_is_taken(void **state)
{
    static const struct boot_framebuffer others[] = {
        { .type = BOOT_FB_NONE, .address = 0xb8000, .pitch = 160, .width = 80, .height = 25 },
        { .type = BOOT_FB_RGB, .address = 0xb8000, .pitch = 160, .width = 80, .height = 25 },
        { .type = BOOT_FB_INDEXED, .address = 0xa0000, .pitch = 80, .width = 640, .height = 480 },
        { .type = BOOT_FB_EGA_TEXT, .address = 0xb0000, .pitch = 160, .width = 80, .height = 25 },
        { .type = BOOT_FB_EGA_TEXT, .address = 0xb8000, .pitch = 80, .width = 80, .height = 25 },
        { .type = BOOT_FB_EGA_TEXT, .address = 0xb8000, .pitch = 160, .width = 40, .height = 25 },
        { .type = BOOT_FB_EGA_TEXT, .address = 0xb8000, .pitch = 160, .width = 80, .height = 24 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(vga_text_init(&others[i], &backend), -E_NODEV);
    vga.is_unreachable = true;
    assert_int_equal(vga_text_init(&ega, &backend), -E_NODEV);
    assert_int_equal(vga.port_writes, 0);
    assert_int_equal(vga.text[0], 0xeeee);
}

static void colours_and_blink(void **state)
{
    (void)state;
    assert_int_equal(drawn(cell_make('A', COLOR_LIGHT_GREY, COLOR_BLACK)), 0x0741);
    assert_int_equal(drawn(cell_make('A', COLOR_BLUE, COLOR_RED)), 0x4141);
    assert_int_equal(drawn(cell_make('A', COLOR_YELLOW, COLOR_BLUE)), 0x1e41);
    assert_int_equal(drawn(cell_make('A', COLOR_WHITE, COLOR_CYAN) | CELL_BLINK), 0xbf41);
    /* A bright background would blink: it becomes a plain one. */
    assert_int_equal(drawn(cell_make('A', COLOR_BLACK, COLOR_YELLOW)), 0x6041);
    /* And where that would hide the character, the character changes; where it is hidden, not. */
    assert_int_equal(drawn(cell_make('A', COLOR_BLACK, COLOR_DARK_GREY)), 0x0741);
    assert_int_equal(drawn(cell_make('A', COLOR_RED, COLOR_RED)), 0x4441);
}

static void characters_of_the_rom(void **state)
{
    (void)state;
    assert_int_equal(drawn(cell_make(0x2500, 7, 0)), 0x07c4);
    assert_int_equal(drawn(cell_make(0xe4, 7, 0)), 0x0784);
    assert_int_equal(drawn(cell_make(0x20ac, 7, 0)), 0x073f);
}

static void only_changes_are_written(void **state)
{
    uint32_t cells[VGA_COLUMNS];

    (void)state;
    row_of(cells, cell_make('x', 7, 0));
    backend.row_draw(3, cells);
    for (unsigned i = 0; i < VGA_ROWS * VGA_COLUMNS; i++)
        vga.text[i] = UNTOUCHED;
    cells[5] = cell_make('y', 7, 0);
    backend.row_draw(3, cells);
    for (unsigned i = 0; i < VGA_ROWS * VGA_COLUMNS; i++)
        assert_int_equal(vga.text[i], i == 3 * 80 + 5 ? 0x0779 : UNTOUCHED);
}

static void cursor_moves_and_hides(void **state)
{
    (void)state;
    backend.cursor_draw(24, 79, true);
    assert_int_equal(vga.crtc[0x0e] << 8 | vga.crtc[0x0f], 1999);
    assert_int_equal(vga.crtc[0x0a], 14);
    backend.cursor_draw(0, 0, false);
    assert_int_equal(vga.crtc[0x0a], 14 | 1 << 5);
    backend.cursor_draw(24, 79, true);
    assert_int_equal(vga.crtc[0x0a], 14);
    assert_int_equal(vga.crtc[0x0e] << 8 | vga.crtc[0x0f], 1999);
    vga.port_writes = 0;
    backend.cursor_draw(24, 79, true);
    assert_int_equal(vga.port_writes, 0); /* nothing new, nothing said */
}

/* Characters of one scan line: there is no line above it for the cursor to begin on. */
static void cursor_of_a_flat_font(void **state)
{
    (void)state;
    vga.crtc[0x09] = 0x40;
    assert_int_equal(vga_text_init(&ega, &backend), 0);
    assert_int_equal(vga.crtc[0x0a], 0);
    assert_int_equal(vga.crtc[0x0b], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(start_clears_and_sets_up, fresh),
        cmocka_unit_test_setup(only_what_is_text_is_taken, fresh),
        cmocka_unit_test_setup(colours_and_blink, ready),
        cmocka_unit_test_setup(characters_of_the_rom, ready),
        cmocka_unit_test_setup(only_changes_are_written, ready),
        cmocka_unit_test_setup(cursor_moves_and_hides, ready),
        cmocka_unit_test_setup(cursor_of_a_flat_font, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
