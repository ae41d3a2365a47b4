/* SPDX-License-Identifier: MIT */
/*
 * dev/screen.c — one terminal, shown on whichever screen there is.
 *
 * One core at a time gets here, by the lock of the consoles. The terminal changes only with interrupts
 * off, so that a handler that logs finds it whole; rows are drawn with interrupts on, and one that changes meanwhile is marked again and drawn next time.
 */
#include "dev/screen.h"

#include "cpu/console_lock.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/framebuffer.h"
#include "dev/screen_backend.h"
#include "dev/vga_text.h"
#include "lib/cell.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/terminal.h"
#include "lib/types.h"

#define CHUNK_BYTES     32 /* taken with interrupts off: some microseconds */
#define ROWS_AT_ONCE    2  /* so little is drawn without waiting */
#define REDRAW_NS_MAX   250000000ull
#define BLINK_NS        500000000ull
#define HISTORY_LINES   1000
#define HISTORY_CELLS   (64 * 1024)
#define STAMP_BYTES_MAX 24 /* "[    1.234567] " */

static struct screen_backend backend; /* row_draw is NULL without a screen */
static struct terminal terminal;
static uint32_t grid_cells[SCREEN_ROWS_MAX * SCREEN_COLUMNS_MAX];
static struct scrollback history;
static uint32_t history_cells[HISTORY_CELLS];
static struct scrollback_line history_lines[HISTORY_LINES];

/* What is on the glass. */
static struct {
    bool has_cursor;
    unsigned cursor_row, cursor_column;
    bool row_blinks[SCREEN_ROWS_MAX];
    bool is_blink_dark;
} shown;

static struct {
    bool is_running;
    unsigned row; /* under way */
    uint64_t end_ns, took_ns;
} drawing;

_Static_assert(SCREEN_ROWS_MAX <= GRID_ROWS_MAX, "every screen fits into a grid");

int screen_init(const struct boot_framebuffer *framebuffer)
{
    static struct screen_backend found;

    if (vga_text_init(framebuffer, &found) != 0 && framebuffer_init(framebuffer, &found) != 0)
        return -E_NODEV;
    scrollback_init(&history, history_cells, HISTORY_CELLS, history_lines, HISTORY_LINES);
    if (found.rows > SCREEN_ROWS_MAX || found.columns > SCREEN_COLUMNS_MAX ||
        terminal_init(&terminal, found.rows, found.columns, grid_cells, &history) != 0)
        return -E_NODEV;
    backend = found;
    return 0;
}

bool screen_remap(void)
{
    if (backend.row_draw == NULL || backend.remap())
        return true;
    backend.row_draw = NULL;
    return false;
}

bool screen_size(unsigned *rows, unsigned *columns)
{
    *rows = backend.rows;
    *columns = backend.columns;
    return backend.row_draw != NULL;
}

static void row_draw(unsigned row)
{
    uint32_t cells[SCREEN_COLUMNS_MAX];
    bool blinks = false;

    terminal_row_read(&terminal, row, cells);
    if (!backend.can_blink) {
        for (unsigned column = 0; column < backend.columns; column++) {
            if (!(cells[column] & CELL_BLINK))
                continue;
            blinks = true;
            cells[column] &= ~CELL_BLINK;
            if (shown.is_blink_dark)
                cells[column] = FIELD_SET(CELL_CODE, cells[column], (uint32_t)' ');
        }
    }
    shown.row_blinks[row] = blinks;
    if (backend.cursor_draw == NULL && shown.has_cursor && shown.cursor_row == row)
        cells[shown.cursor_column] |= CELL_CURSOR;
    backend.row_draw(row, cells);
}

static void cursor_follow(void)
{
    unsigned row, column;
    const bool has_cursor = terminal_cursor_place(&terminal, &row, &column);

    if (has_cursor == shown.has_cursor && row == shown.cursor_row && column == shown.cursor_column)
        return;
    if (backend.cursor_draw != NULL) {
        backend.cursor_draw(has_cursor ? row : 0, has_cursor ? column : 0, has_cursor);
    } else {
        grid_mark(&terminal.grid, shown.cursor_row);
        grid_mark(&terminal.grid, row);
    }
    shown.has_cursor = has_cursor;
    shown.cursor_row = row;
    shown.cursor_column = column;
}

static void redraw(void)
{
    const uint64_t start_ns = clock_now_ns();

    drawing.is_running = true;
    cursor_follow();
    for (unsigned row = 0; row < backend.rows; row++) {
        if (!grid_take_mark(&terminal.grid, row))
            continue;
        drawing.row = row;
        row_draw(row);
    }
    drawing.end_ns = clock_now_ns();
    drawing.took_ns = drawing.end_ns > start_ns ? drawing.end_ns - start_ns : 0;
    if (drawing.took_ns > REDRAW_NS_MAX)
        drawing.took_ns = REDRAW_NS_MAX;
    drawing.is_running = false;
}

/* No more than half of the time goes into drawing, however slow the screen is. */
static bool redraw_is_due(void)
{
    const uint64_t pause_ns =
        drawing.took_ns > SCREEN_REDRAW_NS ? drawing.took_ns : SCREEN_REDRAW_NS;

    if (drawing.is_running)
        return false;
    return grid_dirty_rows(&terminal.grid) <= ROWS_AT_ONCE ||
           clock_now_ns() - drawing.end_ns >= pause_ns;
}

static void terminal_take(const char *text, size_t size)
{
    while (size > 0) {
        const size_t part = size < CHUNK_BYTES ? size : CHUNK_BYTES;
        const uint64_t flags = interrupts_save();

        terminal_write(&terminal, text, part);
        interrupts_restore(flags);
        text += part;
        size -= part;
    }
}

void screen_write(const char *text, size_t size)
{
    if (backend.row_draw == NULL)
        return;
    console_lock();
    terminal_take(text, size);
    if (redraw_is_due())
        redraw();
    console_unlock();
}

static void blink_advance(void)
{
    const bool is_dark = clock_now_ns() / BLINK_NS & 1;

    if (is_dark == shown.is_blink_dark)
        return;
    shown.is_blink_dark = is_dark;
    for (unsigned row = 0; row < backend.rows; row++)
        if (shown.row_blinks[row])
            grid_mark(&terminal.grid, row);
}

void screen_flush(void)
{
    if (backend.row_draw == NULL)
        return;
    console_lock();
    if (drawing.is_running)
        grid_mark(&terminal.grid, drawing.row); /* whoever draws it may never come back */
    if (!backend.can_blink)
        blink_advance();
    redraw();
    console_unlock();
}

void screen_scroll_back(int rows)
{
    uint64_t flags;

    if (backend.row_draw == NULL)
        return;
    console_lock();
    flags = interrupts_save();
    terminal_scroll_back(&terminal, rows);
    interrupts_restore(flags);
    screen_flush();
    console_unlock();
}

static void text_take(const char *text, size_t size, enum color color)
{
    terminal.cursor.pen.fg = (uint8_t)color;
    terminal_take(text, size);
}

/* The length of a log line's time stamp with the space behind it, 0 when it has none. */
static size_t stamp_size(const char *line, size_t size)
{
    if (size == 0 || line[0] != '[')
        return 0;
    for (size_t i = 1; i + 1 < size && i < STAMP_BYTES_MAX; i++)
        if (line[i] == ']' && line[i + 1] == ' ')
            return i + 2;
    return 0;
}

/* How many bytes a line begins with that say how something went, whole words, and their colour. */
static size_t result_size(const char *line, size_t size, enum color *color)
{
    static const struct {
        const char *text;
        enum color color;
    } results[] = {
        { "ok ", COLOR_LIGHT_GREEN },
        { "not ok ", COLOR_LIGHT_RED },
        { "# end verdict=pass", COLOR_LIGHT_GREEN },
        { "# end verdict=", COLOR_LIGHT_RED },
        { "# panic ", COLOR_LIGHT_RED },
        { "panic: ", COLOR_LIGHT_RED },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(results); i++) {
        size_t length = str_length(results[i].text);

        if (length > size || memcmp(line, results[i].text, length) != 0)
            continue;
        while (length < size && line[length - 1] != ' ' && line[length] != '\n')
            length++;
        *color = results[i].color;
        return length;
    }
    return 0;
}

void screen_log_sink(void *context, const char *line, size_t size)
{
    enum color color = COLOR_LIGHT_GREY;
    struct escape escape;
    struct pen pen;
    size_t part;

    (void)context;
    if (backend.row_draw == NULL)
        return;
    console_lock();
    pen = terminal.cursor.pen;
    escape = terminal.escape;
    terminal.cursor.pen = pen_plain();
    terminal.escape = (struct escape){ 0 };
    if (terminal.cursor.column > 0)
        terminal_take("\n", 1);
    part = stamp_size(line, size);
    text_take(line, part, COLOR_DARK_GREY);
    line += part;
    size -= part;
    part = result_size(line, size, &color);
    text_take(line, part, color);
    text_take(line + part, size - part, COLOR_LIGHT_GREY);
    terminal.cursor.pen = pen;
    terminal.escape = escape;
    if (redraw_is_due())
        redraw();
    console_unlock();
}
