/* SPDX-License-Identifier: MIT */
/*
 * line_picture.h — does the terminal show what the line editor believes it shows? Used by the unit
 * tests and by the fuzzer.
 */
#pragma once

#include "lib/cell.h"
#include "lib/line_editor.h"
#include "lib/terminal.h"

#include <stdbool.h>
#include <string.h>

/* The next character of UTF-8 that is known to be good. */
static inline uint32_t picture_character(const char **text)
{
    const uint8_t *byte = (const uint8_t *)*text;
    const unsigned more = *byte < 0x80 ? 0 : *byte < 0xe0 ? 1 : *byte < 0xf0 ? 2 : 3;
    uint32_t code = more == 0 ? *byte : *byte & (0x3fu >> more);

    for (unsigned i = 1; i <= more; i++)
        code = code << 6 | (byte[i] & 0x3fu);
    *text += more + 1;
    return code;
}

static inline unsigned picture_size(const char *text, size_t size)
{
    const char *end = text + size;
    unsigned count = 0;

    for (; text < end; count++)
        picture_character(&text);
    return count;
}

static inline uint32_t picture_cell(const struct terminal *terminal, unsigned row, unsigned column)
{
    return FIELD_GET(CELL_CODE, grid_row(&terminal->grid, row)[column]);
}

/* NULL when all is well; else what is not. The terminal is at least as wide as the view. */
static inline const char *picture_fault(const struct line_editor *editor,
                                        const struct terminal *terminal)
{
    const struct line_view *view = &editor->view;
    const unsigned width = view->columns - 1;
    const unsigned prompt = picture_size(view->prompt, strlen(view->prompt));
    const char *text = view->prompt;
    unsigned row, column = 0;

    if (view->pending_size != 0)
        return "something was kept back";
    if (view->place != prompt + picture_size(editor->line.text, editor->line.cursor))
        return "the place is not the cursor's";
    if (view->end != prompt + picture_size(editor->line.text, editor->line.length))
        return "the end is not the line's";
    if (terminal->cursor.column != view->place % width || terminal->cursor.will_wrap)
        return "the terminal's cursor is in another column";
    if (terminal->cursor.row < view->place / width)
        return "the terminal's cursor is too far up";
    for (row = terminal->cursor.row - view->place / width; row < terminal->grid.rows; row++)
        for (column = 0; column < terminal->grid.columns; column++) {
            uint32_t wanted = ' ';

            if (*text == '\0' && text != editor->line.text + editor->line.length)
                text = editor->line.text;
            if (column < width && *text != '\0')
                wanted = picture_character(&text);
            if (picture_cell(terminal, row, column) != wanted)
                return "a cell shows something else";
        }
    return *text == '\0' ? NULL : "part of the line is not shown";
}

/* NULL when the line is what lib/line_buffer.h promises. */
static inline const char *line_fault(const struct line_buffer *line)
{
    if (line->length >= LINE_BYTES_MAX || line->cursor > line->length)
        return "length or cursor is out of range";
    if (line->text[line->length] != '\0' || strlen(line->text) != line->length)
        return "the text does not end where it should";
    if ((line->text[line->cursor] & 0xc0) == 0x80)
        return "the cursor is inside a character";
    for (size_t i = 0; i < line->length; i++)
        if ((uint8_t)line->text[i] < ' ' || line->text[i] == 0x7f)
            return "there is a control character in the text";
    return NULL;
}
