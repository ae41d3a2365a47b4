/* SPDX-License-Identifier: MIT */
/*
 * lib/line_view.c — moves relative to where the terminal's cursor is known to be, and draws again
 * only from the first character that changed.
 */
#include "lib/line_view.h"

#include "lib/mem.h"
#include "lib/print.h"
#include "lib/str.h"

#define ERASE_BELOW "\033[J"

static unsigned row_width(const struct line_view *view)
{
    return view->columns - 1;
}

static unsigned characters(const char *text, size_t size)
{
    unsigned count = 0;

    for (size_t i = 0; i < size; i++)
        count += (text[i] & 0xc0) != 0x80;
    return count;
}

/* The place of the byte at offset. */
static unsigned place_of(const struct line_view *view, const struct line_buffer *line,
                         size_t offset)
{
    return characters(view->prompt, str_length(view->prompt)) + characters(line->text, offset);
}

void line_view_flush(struct line_view *view)
{
    if (view->pending_size > 0)
        view->emit(view->context, view->pending, view->pending_size);
    view->pending_size = 0;
}

static void put(struct line_view *view, const char *text, size_t size)
{
    if (size > sizeof(view->pending) - view->pending_size)
        line_view_flush(view);
    memcpy(view->pending + view->pending_size, text, size);
    view->pending_size += size;
}

void line_view_say(struct line_view *view, const char *text)
{
    for (; *text != '\0'; text++)
        put(view, text, 1);
}

void line_view_init(struct line_view *view, line_emit_t emit, void *context)
{
    *view = (struct line_view){
        .emit = emit,
        .context = context,
        .columns = LINE_COLUMNS_DEFAULT,
        .prompt = "",
    };
}

/* Prints characters, and the LF behind each that fills a row. */
static void text_put(struct line_view *view, const char *text, size_t size)
{
    while (size > 0) {
        size_t bytes = 1;

        while (bytes < size && (text[bytes] & 0xc0) == 0x80)
            bytes++;
        put(view, text, bytes);
        text += bytes;
        size -= bytes;
        if (++view->place % row_width(view) == 0)
            put(view, "\n", 1);
    }
    if (view->end < view->place)
        view->end = view->place;
}

static void sequence_put(struct line_view *view, unsigned count, char final)
{
    char text[16];

    put(view, text, (size_t)print_format(text, sizeof(text), "\033[%u%c", count, final));
}

static void move(struct line_view *view, unsigned to)
{
    const unsigned width = row_width(view);
    const unsigned row = view->place / width, to_row = to / width;

    if (to + 1 == view->place && row == to_row) {
        put(view, "\b", 1);
    } else if (to != view->place) {
        if (to_row < row)
            sequence_put(view, row - to_row, 'A');
        else if (to_row > row)
            sequence_put(view, to_row - row, 'B');
        put(view, "\r", 1);
        if (to % width > 0)
            sequence_put(view, to % width, 'C');
    }
    view->place = to;
}

void line_view_draw(struct line_view *view, const struct line_buffer *line)
{
    view->pending_size = 0;
    view->place = view->end = 0;
    line_view_say(view, "\r" ERASE_BELOW);
    text_put(view, view->prompt, str_length(view->prompt));
    text_put(view, line->text, line->length);
    move(view, place_of(view, line, line->cursor));
}

void line_view_redraw(struct line_view *view, const struct line_buffer *line)
{
    move(view, 0);
    line_view_flush(view);
    line_view_draw(view, line);
}

void line_view_set_columns(struct line_view *view, const struct line_buffer *line, unsigned columns)
{
    move(view, 0);
    line_view_flush(view);
    view->columns = columns;
    line_view_draw(view, line);
}

void line_view_update(struct line_view *view, const struct line_buffer *line, size_t from)
{
    if (from < line->length || place_of(view, line, line->length) != view->end) {
        move(view, place_of(view, line, from));
        if (view->place < view->end)
            line_view_say(view, ERASE_BELOW);
        view->end = view->place;
        text_put(view, line->text + from, line->length - from);
    }
    move(view, place_of(view, line, line->cursor));
}

void line_view_leave(struct line_view *view, const struct line_buffer *line, const char *last)
{
    move(view, place_of(view, line, line->length));
    line_view_say(view, last);
    if (*last != '\0' || view->place == 0 || view->place % row_width(view) != 0)
        put(view, "\n", 1);
    line_view_flush(view);
    view->place = view->end = 0;
}

void line_view_hide(const struct line_view *view)
{
    const unsigned row = view->place / row_width(view);
    char text[24];
    int size = 0;

    if (row > 0)
        size = print_format(text, sizeof(text), "\033[%uA", row);
    size += print_format(text + size, sizeof(text) - (size_t)size, "\r" ERASE_BELOW);
    view->emit(view->context, text, (size_t)size);
}
