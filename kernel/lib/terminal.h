/* SPDX-License-Identifier: MIT */
/*
 * lib/terminal.h — a terminal without a screen: text and ECMA-48 control sequences in, cells out.
 *
 * Behaves like a VT100 with colours. One code point fills one cell. A character in the last column
 * leaves the cursor on it, and only the next one wraps. LF, VT and FF go to the start of the next
 * line. Whatever the bytes are, the cursor stays inside and nothing outside the grid is written;
 * what is not understood is swallowed.
 *
 *   CSI n A B C D E F G d H f     cursor moves     CSI s u, ESC 7 8     save and restore
 *   CSI n J K X                   erase            CSI ? 25 h l         cursor visible or not
 *   CSI n @ P L M                 insert, delete   CSI … m              see lib/pen.h
 *   ESC D E M c                   index, next line, reverse index, reset
 */
#pragma once

#include "lib/escape.h"
#include "lib/grid.h"
#include "lib/pen.h"
#include "lib/scrollback.h"

#include <stddef.h>

#define TERMINAL_TAB 8 /* columns between tab stops */

struct terminal_cursor {
    unsigned row, column;
    bool will_wrap; /* the last column is written, the next character goes to a new line */
    struct pen pen;
};

struct terminal {
    struct grid grid;
    struct scrollback *scrollback; /* NULL: lines that leave are gone */
    struct terminal_cursor cursor, saved;
    struct escape escape;
    bool cursor_is_hidden;
    unsigned view; /* how many lines of the scroll-back are shown above the grid */
};

/*
 * An empty terminal. cells (rows x columns) and scrollback stay the caller's. Returns 0 or, as
 * grid_init(), -E_RANGE.
 */
int terminal_init(struct terminal *terminal, unsigned rows, unsigned columns, uint32_t *cells,
                  struct scrollback *scrollback);

/*
 * Takes bytes; sequences and characters may be split anywhere between calls. Ends a look at the
 * scroll-back.
 */
void terminal_write(struct terminal *terminal, const char *text, size_t size);

/* Shows older lines (positive) or newer ones, as far as there are any. */
void terminal_scroll_back(struct terminal *terminal, int rows);

/* Copies the cells that row of the screen shows, scroll-back included, to columns cells at to. */
void terminal_row_read(const struct terminal *terminal, unsigned row, uint32_t *to);

/* Where the cursor is to be seen; false: nowhere. */
bool terminal_cursor_place(const struct terminal *terminal, unsigned *row, unsigned *column);
