/* SPDX-License-Identifier: MIT */
/*
 * terminal_fixture.h — a terminal in storage of exactly its size, and its screen as a text.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cell.h"
#include "lib/error.h"
#include "lib/terminal.h"

#define HISTORY_LINES 50
#define HISTORY_CELLS 200

static struct terminal terminal;
static struct scrollback history;

static inline int terminal_drop(void **state)
{
    (void)state;
    free(terminal.grid.cells);
    free(history.cells);
    free(history.lines);
    terminal.grid.cells = NULL;
    history = (struct scrollback){ 0 };
    return 0;
}

static inline void terminal_make(unsigned rows, unsigned columns)
{
    terminal_drop(NULL);
    scrollback_init(&history, malloc(HISTORY_CELLS * sizeof(uint32_t)), HISTORY_CELLS,
                    malloc(HISTORY_LINES * sizeof(struct scrollback_line)), HISTORY_LINES);
    assert_int_equal(terminal_init(&terminal, rows, columns,
                                   malloc((size_t)rows * columns * sizeof(uint32_t)), &history),
                     0);
}

/* From a block of exactly size bytes. */
static inline void feed_bytes(const char *bytes, size_t size)
{
    char *copy = malloc(size + 1);

    memcpy(copy + 1, bytes, size);
    terminal_write(&terminal, copy + 1, size);
    free(copy);
}

static inline void feed(const char *text)
{
    feed_bytes(text, strlen(text));
}

/* A cell of what is shown. */
static inline uint32_t cell_at(unsigned row, unsigned column)
{
    uint32_t *cells = malloc(terminal.grid.columns * sizeof(uint32_t));
    uint32_t cell;

    terminal_row_read(&terminal, row, cells);
    cell = cells[column];
    free(cells);
    return cell;
}

static inline uint32_t code_at(unsigned row, unsigned column)
{
    return FIELD_GET(CELL_CODE, cell_at(row, column));
}

/* What is shown: rows without the spaces at their ends, '|' between them. */
static inline void assert_screen(const char *wanted)
{
    char found[4096];
    size_t at = 0;

    for (unsigned row = 0; row < terminal.grid.rows; row++) {
        if (row > 0)
            found[at++] = '|';
        for (unsigned column = 0; column < terminal.grid.columns; column++) {
            const uint32_t code = code_at(row, column);

            found[at++] = code < 0x80 ? (char)code : '?';
        }
        while (at > 0 && found[at - 1] == ' ')
            at--;
    }
    found[at] = '\0';
    assert_string_equal(found, wanted);
}

static inline void assert_cursor(unsigned row, unsigned column)
{
    assert_int_equal(terminal.cursor.row, row);
    assert_int_equal(terminal.cursor.column, column);
}

static inline void marks_clear(void)
{
    for (unsigned row = 0; row < terminal.grid.rows; row++)
        grid_take_mark(&terminal.grid, row);
}

/* One digit per row, 1 for a marked one; takes the marks. */
static inline void assert_marks(const char *wanted)
{
    char found[GRID_ROWS_MAX + 1] = { 0 };

    for (unsigned row = 0; row < terminal.grid.rows; row++)
        found[row] = grid_take_mark(&terminal.grid, row) ? '1' : '0';
    assert_string_equal(found, wanted);
}
