/* SPDX-License-Identifier: MIT */
/*
 * lib/terminal_sequence.c — ECMA-48's functions, as far as a console has use for them.
 *
 * What is erased or comes in takes the background of the pen. A sequence that is not known changes
 * nothing.
 */
#include "lib/terminal_sequence.h"

#include "lib/terminal_cursor.h"

#define MODE_CURSOR_VISIBLE 25 /* DECTCEM, of DEC's private modes */

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static uint32_t blank(const struct terminal *t)
{
    return pen_blank(&t->cursor.pen);
}

static void screen_clear(struct terminal *t)
{
    grid_fill_rows(&t->grid, 0, t->grid.rows, blank(t));
}

/* ED: 0 from the cursor, 1 up to it, 2 everything, 3 (as xterm) the scroll-back. */
static void display_erase(struct terminal *t, unsigned what)
{
    const unsigned row = t->cursor.row, column = t->cursor.column;

    t->cursor.will_wrap = false;
    if (what == 0) {
        grid_fill(&t->grid, row, column, t->grid.columns, blank(t));
        grid_fill_rows(&t->grid, row + 1, t->grid.rows, blank(t));
    } else if (what == 1) {
        grid_fill_rows(&t->grid, 0, row, blank(t));
        grid_fill(&t->grid, row, 0, column + 1, blank(t));
    } else if (what == 2) {
        screen_clear(t);
    } else if (what == 3 && t->scrollback != NULL) {
        scrollback_clear(t->scrollback);
    }
}

/* EL: 0 from the cursor, 1 up to it, 2 the whole line. */
static void line_erase(struct terminal *t, unsigned what)
{
    t->cursor.will_wrap = false;
    if (what == 0)
        grid_fill(&t->grid, t->cursor.row, t->cursor.column, t->grid.columns, blank(t));
    else if (what == 1)
        grid_fill(&t->grid, t->cursor.row, 0, t->cursor.column + 1, blank(t));
    else if (what == 2)
        grid_fill(&t->grid, t->cursor.row, 0, t->grid.columns, blank(t));
}

/* Returns false when final is no cursor move. */
static bool cursor_move_do(struct terminal *t, uint32_t final)
{
    const unsigned n = escape_parameter(&t->escape, 0, 1);
    const unsigned row = t->cursor.row, column = t->cursor.column;

    switch (final) {
    case 'A':
        terminal_cursor_go(t, row - least(n, row), column);
        break;
    case 'B':
        terminal_cursor_go(t, row + n, column);
        break;
    case 'C':
        terminal_cursor_go(t, row, column + n);
        break;
    case 'D':
        terminal_cursor_go(t, row, column - least(n, column));
        break;
    case 'E':
        terminal_cursor_go(t, row + n, 0);
        break;
    case 'F':
        terminal_cursor_go(t, row - least(n, row), 0);
        break;
    case 'G':
        terminal_cursor_go(t, row, n - 1);
        break;
    case 'd':
        terminal_cursor_go(t, n - 1, column);
        break;
    case 'H':
    case 'f':
        terminal_cursor_go(t, n - 1, escape_parameter(&t->escape, 1, 1) - 1);
        break;
    default:
        return false;
    }
    return true;
}

/* Returns false when final neither inserts nor deletes. */
static bool edit_do(struct terminal *t, uint32_t final)
{
    const unsigned n = escape_parameter(&t->escape, 0, 1);
    const unsigned row = t->cursor.row, column = t->cursor.column;

    switch (final) {
    case '@':
        grid_cells_insert(&t->grid, row, column, n, blank(t));
        break;
    case 'P':
        grid_cells_delete(&t->grid, row, column, n, blank(t));
        break;
    case 'X':
        grid_fill(&t->grid, row, column, n, blank(t));
        break;
    case 'L':
        grid_rows_insert(&t->grid, row, n, blank(t));
        break;
    case 'M':
        grid_rows_delete(&t->grid, row, n, blank(t));
        break;
    default:
        return false;
    }
    t->cursor.will_wrap = false;
    return true;
}

static void private_mode_do(struct terminal *t, uint32_t final)
{
    for (unsigned i = 0; i < t->escape.count; i++)
        if (escape_parameter(&t->escape, i, 0) == MODE_CURSOR_VISIBLE &&
            (final == 'h' || final == 'l'))
            t->cursor_is_hidden = final == 'l';
}

void terminal_short_do(struct terminal *t, uint32_t final)
{
    if (t->escape.intermediate != 0)
        return; /* character sets and line sizes */
    switch (final) {
    case '7':
        t->saved = t->cursor;
        break;
    case '8':
        t->cursor = t->saved;
        break;
    case 'D':
        terminal_line_index(t);
        break;
    case 'E':
        terminal_line_next(t);
        break;
    case 'M':
        terminal_line_reverse_index(t);
        break;
    case 'c':
        terminal_cursor_reset(t);
        screen_clear(t);
        break;
    }
}

void terminal_sequence_do(struct terminal *t, uint32_t final)
{
    if (t->escape.intermediate != 0)
        return;
    if (t->escape.marker == '?')
        private_mode_do(t, final);
    if (t->escape.marker != 0 || cursor_move_do(t, final) || edit_do(t, final))
        return;
    switch (final) {
    case 'J':
        display_erase(t, escape_parameter(&t->escape, 0, 0));
        break;
    case 'K':
        line_erase(t, escape_parameter(&t->escape, 0, 0));
        break;
    case 'm':
        pen_apply(&t->cursor.pen, &t->escape);
        break;
    case 's':
        t->saved = t->cursor;
        break;
    case 'u':
        t->cursor = t->saved;
        break;
    }
}
