/* SPDX-License-Identifier: MIT */
/*
 * dev/vga_text.c — a text screen that only ever scrolls up.
 *
 * Lines are kept in a shadow grid and copied out, since reading video memory is slow on real
 * machines.
 */
#include "dev/vga_text.h"

#include "lib/error.h"
#include "lib/mem.h"
#include "mm/direct_map.h"

#define VGA_TEXT_ADDRESS 0xb8000
#define VGA_COLUMNS      80
#define VGA_ROWS         25
#define VGA_LIGHT_GREY   0x0700u

static volatile uint16_t *screen;
static uint16_t shadow[VGA_ROWS][VGA_COLUMNS];
static unsigned row, column;

static void rows_show(unsigned first, unsigned end)
{
    for (unsigned y = first; y < end; y++)
        for (unsigned x = 0; x < VGA_COLUMNS; x++)
            screen[y * VGA_COLUMNS + x] = shadow[y][x];
}

static void row_clear(unsigned y)
{
    for (unsigned x = 0; x < VGA_COLUMNS; x++)
        shadow[y][x] = VGA_LIGHT_GREY | ' ';
}

int vga_text_init(const struct boot_framebuffer *framebuffer)
{
    if (framebuffer->type != BOOT_FB_EGA_TEXT || framebuffer->address != VGA_TEXT_ADDRESS ||
        framebuffer->width < VGA_COLUMNS || framebuffer->height < VGA_ROWS ||
        framebuffer->pitch != VGA_COLUMNS * 2)
        return -E_NODEV;
    screen = direct_map(VGA_TEXT_ADDRESS, sizeof(shadow));
    for (unsigned y = 0; y < VGA_ROWS; y++)
        row_clear(y);
    rows_show(0, VGA_ROWS);
    return 0;
}

static void line_feed(void)
{
    column = 0;
    if (++row < VGA_ROWS)
        return;
    row = VGA_ROWS - 1;
    memmove(shadow[0], shadow[1], sizeof(shadow) - sizeof(shadow[0]));
    row_clear(row);
    rows_show(0, VGA_ROWS);
}

void vga_text_log_sink(void *context, const char *line, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        const uint8_t c = (uint8_t)line[i];

        if (c == '\n' || column == VGA_COLUMNS) {
            rows_show(row, row + 1);
            line_feed();
        }
        if (c >= ' ')
            shadow[row][column++] = VGA_LIGHT_GREY | c;
    }
    rows_show(row, row + 1);
}
