/* SPDX-License-Identifier: MIT */
/*
 * lib/terminal_cursor.c — the cursor never leaves the grid.
 *
 * It is inside after every assignment, not only at the end of a call: a panic may find a terminal
 * half-way. Every move forgets that the next character was to wrap.
 */
#include "lib/terminal_cursor.h"

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

void terminal_cursor_go(struct terminal *t, unsigned row, unsigned column)
{
    t->cursor.will_wrap = false;
    t->cursor.row = least(row, t->grid.rows - 1);
    t->cursor.column = least(column, t->grid.columns - 1);
}

void terminal_cursor_reset(struct terminal *t)
{
    t->cursor = (struct terminal_cursor){ .pen = pen_plain() };
    t->saved = t->cursor; /* restoring what was never saved goes to the upper left corner */
    t->cursor_is_hidden = false;
}

void terminal_line_index(struct terminal *t)
{
    t->cursor.will_wrap = false;
    if (t->cursor.row < t->grid.rows - 1) {
        t->cursor.row++;
        return;
    }
    if (t->scrollback != NULL)
        scrollback_push(t->scrollback, grid_row(&t->grid, 0), t->grid.columns);
    grid_rows_delete(&t->grid, 0, 1, pen_blank(&t->cursor.pen));
}

void terminal_line_reverse_index(struct terminal *t)
{
    t->cursor.will_wrap = false;
    if (t->cursor.row > 0)
        t->cursor.row--;
    else
        grid_rows_insert(&t->grid, 0, 1, pen_blank(&t->cursor.pen));
}

void terminal_line_next(struct terminal *t)
{
    t->cursor.column = 0;
    terminal_line_index(t);
}
