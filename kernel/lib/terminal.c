/* SPDX-License-Identifier: MIT */
/* lib/terminal.c — characters onto the grid, and the view of what has left it. */
#include "lib/terminal.h"

#include "lib/cell.h"
#include "lib/mem.h"
#include "lib/terminal_cursor.h"
#include "lib/terminal_sequence.h"

enum { BS = 0x08, HT, LF, VT, FF, CR };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned last_column(const struct terminal *t)
{
    return t->grid.columns - 1;
}

int terminal_init(struct terminal *t, unsigned rows, unsigned columns, uint32_t *cells,
                  struct scrollback *scrollback)
{
    *t = (struct terminal){ .scrollback = scrollback };
    terminal_cursor_reset(t);
    return grid_init(&t->grid, rows, columns, cells, CELL_BLANK);
}

static void character_put(struct terminal *t, uint32_t code)
{
    if (t->cursor.will_wrap)
        terminal_line_next(t);
    grid_set(&t->grid, t->cursor.row, t->cursor.column, pen_cell(&t->cursor.pen, code));
    if (t->cursor.column < last_column(t))
        t->cursor.column++;
    else
        t->cursor.will_wrap = true;
}

static void control_do(struct terminal *t, uint32_t code)
{
    switch (code) {
    case BS:
        terminal_cursor_go(t, t->cursor.row, t->cursor.column > 0 ? t->cursor.column - 1 : 0);
        break;
    case HT:
        t->cursor.column =
            least((t->cursor.column / TERMINAL_TAB + 1) * TERMINAL_TAB, last_column(t));
        break;
    case LF:
    case VT:
    case FF:
        terminal_line_next(t);
        break;
    case CR:
        terminal_cursor_go(t, t->cursor.row, 0);
        break;
    }
}

static void byte_take(struct terminal *t, uint8_t byte)
{
    enum escape_event event;
    uint32_t code;

    do {
        event = escape_feed(&t->escape, byte, &code);
        switch (event) {
        case ESCAPE_NOTHING:
            break;
        case ESCAPE_TEXT:
        case ESCAPE_AGAIN:
            character_put(t, code);
            break;
        case ESCAPE_CONTROL:
            control_do(t, code);
            break;
        case ESCAPE_SHORT:
            terminal_short_do(t, code);
            break;
        case ESCAPE_SEQUENCE:
            terminal_sequence_do(t, code);
            break;
        }
    } while (event == ESCAPE_AGAIN);
}

static void view_set(struct terminal *t, unsigned view)
{
    if (view == t->view)
        return;
    t->view = view;
    grid_mark_all(&t->grid);
}

void terminal_write(struct terminal *t, const char *text, size_t size)
{
    if (size > 0)
        view_set(t, 0);
    for (size_t i = 0; i < size; i++)
        byte_take(t, (uint8_t)text[i]);
}

void terminal_scroll_back(struct terminal *t, int rows)
{
    const unsigned most = t->scrollback != NULL ? t->scrollback->count : 0;
    const long long wanted = (long long)t->view + rows;

    view_set(t, wanted < 0 ? 0 : wanted > most ? most : (unsigned)wanted);
}

void terminal_row_read(const struct terminal *t, unsigned row, uint32_t *to)
{
    const unsigned columns = t->grid.columns;
    const uint32_t *from = NULL;
    uint32_t length = columns;

    if (row < t->view && t->scrollback != NULL)
        from = scrollback_line(t->scrollback, t->view - row, &length);
    else if (row - t->view < t->grid.rows)
        from = grid_row(&t->grid, row - t->view);
    length = from != NULL ? least(length, columns) : 0;
    if (from != NULL)
        memcpy(to, from, length * sizeof(*to));
    for (unsigned i = length; i < columns; i++)
        to[i] = CELL_BLANK;
}

bool terminal_cursor_place(const struct terminal *t, unsigned *row, unsigned *column)
{
    *row = t->cursor.row + t->view;
    *column = t->cursor.column;
    return !t->cursor_is_hidden && *row < t->grid.rows;
}
