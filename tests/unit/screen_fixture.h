/* SPDX-License-Identifier: MIT */
/*
 * screen_fixture.h — dev/screen.c on a backend that is a grid of cells and counts its drawings, and
 * a clock that stands still unless told.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dev/screen.c"

#define ROWS    5
#define COLUMNS 40
#define MS      1000000ull

static struct {
    uint32_t cells[ROWS][COLUMNS];
    unsigned rows_drawn;
    bool has_cursor;
    unsigned cursor_row, cursor_column;
    uint64_t now_ns, row_costs_ns;
    void (*while_drawing)(void); /* once, in the middle of a row */
    bool is_vga, is_framebuffer;
    bool is_lost; /* cannot be reached by a new map of memory */
} glass;

uint64_t clock_now_ns(void)
{
    return glass.now_ns;
}

static inline void fake_row_draw(unsigned row, const uint32_t *cells)
{
    void (*const happen)(void) = glass.while_drawing;

    assert_true(row < ROWS);
    glass.rows_drawn++;
    glass.now_ns += glass.row_costs_ns;
    glass.while_drawing = NULL;
    if (happen != NULL)
        happen();
    memcpy(glass.cells[row], cells, sizeof(glass.cells[row]));
}

static inline void fake_cursor_draw(unsigned row, unsigned column, bool is_visible)
{
    glass.cursor_row = row;
    glass.cursor_column = column;
    glass.has_cursor = is_visible;
}

static bool fake_remap(void)
{
    return !glass.is_lost;
}

static inline int backend_take(struct screen_backend *to, bool is_there, bool has_cursor)
{
    if (!is_there)
        return -E_NODEV;
    *to = (struct screen_backend){ .rows = ROWS,
                                   .columns = COLUMNS,
                                   .row_draw = fake_row_draw,
                                   .cursor_draw = has_cursor ? fake_cursor_draw : NULL,
                                   .remap = fake_remap,
                                   .can_blink = has_cursor };
    return 0;
}

int vga_text_init(const struct boot_framebuffer *framebuffer, struct screen_backend *to)
{
    (void)framebuffer;
    return backend_take(to, glass.is_vga, true);
}

int framebuffer_init(const struct boot_framebuffer *framebuffer, struct screen_backend *to)
{
    (void)framebuffer;
    return backend_take(to, glass.is_framebuffer, false);
}

static inline int fresh(void **state)
{
    (void)state;
    memset(&glass, 0, sizeof(glass));
    memset(&backend, 0, sizeof(backend));
    memset(&shown, 0, sizeof(shown));
    memset(&drawing, 0, sizeof(drawing));
    glass.now_ns = 1000 * MS;
    return 0;
}

static inline void start(bool is_vga)
{
    static const struct boot_framebuffer any;

    glass.is_vga = is_vga;
    glass.is_framebuffer = !is_vga;
    assert_int_equal(screen_init(&any), 0);
    screen_flush();
    glass.rows_drawn = 0;
}

static inline int with_vga(void **state)
{
    fresh(state);
    start(true);
    return 0;
}

static inline int with_framebuffer(void **state)
{
    fresh(state);
    start(false);
    return 0;
}

static inline void say(const char *text)
{
    screen_write(text, strlen(text));
}

static inline void log_line(const char *line)
{
    screen_log_sink(NULL, line, strlen(line));
}

static inline void assert_row(unsigned row, const char *wanted)
{
    char found[COLUMNS + 1];
    unsigned length = COLUMNS;

    for (unsigned i = 0; i < COLUMNS; i++)
        found[i] = (char)FIELD_GET(CELL_CODE, glass.cells[row][i]);
    while (length > 0 && found[length - 1] == ' ')
        length--;
    found[length] = '\0';
    assert_string_equal(found, wanted);
}

static inline unsigned color_at(unsigned row, unsigned column)
{
    return FIELD_GET(CELL_FG, glass.cells[row][column]);
}
