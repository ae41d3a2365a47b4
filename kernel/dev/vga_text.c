/* SPDX-License-Identifier: MIT */
/*
 * dev/vga_text.c — cells into the VGA's text memory.
 *
 * What was written is kept here, since reading video memory is slow on real machines. The VGA has
 * eight backgrounds, because the bit that would make them bright blinks.
 */
#include "dev/vga_text.h"

#include "cpu/io.h"
#include "dev/vga_regs.h"
#include "lib/cell.h"
#include "lib/cp437.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "mm/mmio.h"

#define VGA_TEXT_ADDRESS 0xb8000
#define VGA_COLUMNS      80
#define VGA_ROWS         25
#define CURSOR_LINES     2 /* scan lines of the cursor */

static volatile uint16_t *glass;
static uint16_t shown[VGA_ROWS][VGA_COLUMNS];
static struct {
    unsigned place;
    bool is_visible;
} cursor;

static uint8_t crtc_read(uint8_t index)
{
    io_write8(VGA_CRTC_INDEX, index);
    return io_read8(VGA_CRTC_DATA);
}

static void crtc_write(uint8_t index, unsigned value)
{
    io_write8(VGA_CRTC_INDEX, index);
    io_write8(VGA_CRTC_DATA, (uint8_t)value);
}

/* A loader may describe text on an adapter that has only pixels; nothing answers at the ports then. */
static bool crtc_answers(void)
{
    crtc_write(VGA_CURSOR_LOW, 0x5a);
    return crtc_read(VGA_CURSOR_LOW) == 0x5a;
}

/* Some firmware leaves bright backgrounds on instead. */
static void blink_enable(void)
{
    uint8_t mode;

    io_read8(VGA_INPUT_STATUS);
    io_write8(VGA_ATTRIBUTE, VGA_MODE_CONTROL | VGA_ATTRIBUTE_SHOW);
    mode = io_read8(VGA_ATTRIBUTE_DATA);
    io_write8(VGA_ATTRIBUTE, mode | VGA_MODE_BLINK);
}

static void cursor_shape(bool is_visible)
{
    const unsigned last = crtc_read(VGA_MAXIMUM_SCAN_LINE) & VGA_SCAN_LINES_LESS_1;
    const unsigned first = last >= CURSOR_LINES ? last + 1 - CURSOR_LINES : 0;

    crtc_write(VGA_CURSOR_START, is_visible ? first : first | VGA_CURSOR_OFF);
    crtc_write(VGA_CURSOR_END, last);
}

static uint16_t character(uint32_t cell)
{
    const unsigned bg = FIELD_GET(CELL_BG, cell) & ~COLOR_BRIGHT;
    unsigned fg = FIELD_GET(CELL_FG, cell);
    unsigned value = cp437_find(FIELD_GET(CELL_CODE, cell));

    if (fg == bg && bg != FIELD_GET(CELL_BG, cell))
        fg ^= COLOR_LIGHT_GREY; /* must not vanish where only a bright background would show it */
    value = FIELD_SET(VGA_FOREGROUND, value, color_vga(fg));
    value = FIELD_SET(VGA_BACKGROUND, value, color_vga(bg));
    return (uint16_t)(cell & CELL_BLINK ? value | VGA_BLINK : value);
}

static void row_draw(unsigned row, const uint32_t *cells)
{
    for (unsigned column = 0; column < VGA_COLUMNS; column++) {
        const uint16_t wanted = character(cells[column]);

        if (wanted == shown[row][column])
            continue;
        glass[row * VGA_COLUMNS + column] = wanted;
        shown[row][column] = wanted;
    }
}

static void cursor_draw(unsigned row, unsigned column, bool is_visible)
{
    const unsigned place = row * VGA_COLUMNS + column;

    if (is_visible && place != cursor.place) {
        crtc_write(VGA_CURSOR_HIGH, place >> 8);
        crtc_write(VGA_CURSOR_LOW, place);
        cursor.place = place;
    }
    if (is_visible != cursor.is_visible)
        cursor_shape(is_visible);
    cursor.is_visible = is_visible;
}

static void screen_clear(void)
{
    for (unsigned row = 0; row < VGA_ROWS; row++) {
        for (unsigned column = 0; column < VGA_COLUMNS; column++) {
            shown[row][column] = character(CELL_BLANK);
            glass[row * VGA_COLUMNS + column] = shown[row][column];
        }
    }
}

static bool glass_reach(void)
{
    glass = mmio_map(VGA_TEXT_ADDRESS, sizeof(shown), CACHING_UNCACHED);
    return glass != NULL;
}

int vga_text_init(const struct boot_framebuffer *framebuffer, struct screen_backend *backend)
{
    if (framebuffer->type != BOOT_FB_EGA_TEXT || framebuffer->address != VGA_TEXT_ADDRESS ||
        framebuffer->width < VGA_COLUMNS || framebuffer->height < VGA_ROWS ||
        framebuffer->pitch != VGA_COLUMNS * 2)
        return -E_NODEV;
    if (!glass_reach() || !crtc_answers())
        return -E_NODEV;

    blink_enable();
    crtc_write(VGA_START_HIGH, 0);
    crtc_write(VGA_START_LOW, 0);
    screen_clear();
    crtc_write(VGA_CURSOR_HIGH, 0);
    crtc_write(VGA_CURSOR_LOW, 0);
    cursor_shape(true);
    cursor.place = 0;
    cursor.is_visible = true;
    log_info("screen: VGA text, %ux%u characters", VGA_COLUMNS, VGA_ROWS);
    *backend = (struct screen_backend){ .rows = VGA_ROWS,
                                        .columns = VGA_COLUMNS,
                                        .row_draw = row_draw,
                                        .cursor_draw = cursor_draw,
                                        .remap = glass_reach,
                                        .can_blink = true };
    return 0;
}
