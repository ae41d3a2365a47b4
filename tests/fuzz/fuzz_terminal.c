/* SPDX-License-Identifier: MIT */
/*
 * fuzz_terminal.c — the terminal under arbitrary bytes.
 *
 * The first three bytes of the input choose the size and how the rest is cut into pieces; between
 * pieces somebody looks at older lines. What the grid holds must not depend on any of that, and
 * after every piece everything must be where it may be.
 */
#include "lib/cell.h"
#include "lib/terminal.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX   80
#define HISTORY_CELLS 300
#define HISTORY_LINES 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct screen {
    struct terminal terminal;
    struct scrollback history;
};

static void screen_make(struct screen *screen, unsigned rows, unsigned columns)
{
    scrollback_init(&screen->history, malloc(HISTORY_CELLS * sizeof(uint32_t)), HISTORY_CELLS,
                    malloc(HISTORY_LINES * sizeof(struct scrollback_line)), HISTORY_LINES);
    CHECK(terminal_init(&screen->terminal, rows, columns,
                        malloc((size_t)rows * columns * sizeof(uint32_t)), &screen->history) == 0);
}

static void screen_free(struct screen *screen)
{
    free(screen->terminal.grid.cells);
    free(screen->history.cells);
    free(screen->history.lines);
}

static void cell_check(uint32_t cell)
{
    const uint32_t code = FIELD_GET(CELL_CODE, cell);

    CHECK(code >= ' ' && code <= 0x10ffff && !(code >= 0x7f && code < 0xa0));
    CHECK(!(code >= 0xd800 && code <= 0xdfff));
    CHECK(!(cell & ~(CELL_CODE | CELL_FG | CELL_BG | CELL_BLINK)));
}

static void cursor_check(const struct grid *grid, const struct terminal_cursor *cursor)
{
    CHECK(cursor->row < grid->rows && cursor->column < grid->columns);
    CHECK(!cursor->will_wrap || cursor->column == grid->columns - 1);
    CHECK(cursor->pen.fg < COLOR_COUNT && cursor->pen.bg < COLOR_COUNT);
}

static void history_check(const struct scrollback *history)
{
    uint32_t held = 0;

    CHECK(history->count <= HISTORY_LINES && history->next <= HISTORY_CELLS);
    for (unsigned back = 1; back <= history->count; back++) {
        uint32_t length;
        const uint32_t *cells = scrollback_line(history, back, &length);

        CHECK(cells >= history->cells && length >= 1 && length <= HISTORY_CELLS);
        CHECK(cells + length <= history->cells + HISTORY_CELLS);
        held += length;
        for (uint32_t i = 0; i < length; i++)
            cell_check(cells[i]);
    }
    CHECK(held <= HISTORY_CELLS); /* so no two lines share a cell */
}

static void screen_check(const struct screen *screen)
{
    const struct grid *grid = &screen->terminal.grid;
    bool seen[GRID_ROWS_MAX] = { false };
    unsigned row, column;

    cursor_check(grid, &screen->terminal.cursor);
    cursor_check(grid, &screen->terminal.saved);
    CHECK(screen->terminal.view <= screen->history.count);
    CHECK(!terminal_cursor_place(&screen->terminal, &row, &column) || row < grid->rows);
    for (row = 0; row < grid->rows; row++) {
        uint32_t cells[COLUMNS_MAX];

        CHECK(grid->place[row] < grid->rows && !seen[grid->place[row]]);
        seen[grid->place[row]] = true;
        terminal_row_read(&screen->terminal, row, cells);
        for (column = 0; column < grid->columns; column++)
            cell_check(cells[column]);
    }
    history_check(&screen->history);
}

/* The cells of the grids, wherever the views are. */
static void same_check(const struct screen *a, const struct screen *b)
{
    const struct grid *grid = &a->terminal.grid;

    for (unsigned row = 0; row < grid->rows; row++)
        CHECK(memcmp(grid_row(grid, row), grid_row(&b->terminal.grid, row),
                     grid->columns * sizeof(uint32_t)) == 0);
    CHECK(a->terminal.cursor.row == b->terminal.cursor.row);
    CHECK(a->terminal.cursor.column == b->terminal.cursor.column);
    CHECK(a->terminal.cursor.will_wrap == b->terminal.cursor.will_wrap);
    CHECK(a->history.count == b->history.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct screen whole = { 0 }, pieces = { 0 };
    unsigned rows, columns;
    uint32_t seed;

    if (size < 3)
        return 0;
    rows = 1 + data[0] % GRID_ROWS_MAX;
    columns = 1 + data[1] % COLUMNS_MAX;
    seed = data[2];
    data += 3;
    size -= 3;

    screen_make(&whole, rows, columns);
    terminal_write(&whole.terminal, (const char *)data, size);
    screen_check(&whole);

    screen_make(&pieces, rows, columns);
    for (size_t at = 0; at < size;) {
        size_t piece;

        seed = seed * 1664525u + 1013904223u;
        piece = 1 + (seed >> 16) % 40;
        if (piece > size - at)
            piece = size - at;
        terminal_write(&pieces.terminal, (const char *)data + at, piece);
        if (seed & 0x100)
            terminal_scroll_back(&pieces.terminal, (int)(seed >> 9 & 63) - 31);
        screen_check(&pieces);
        at += piece;
    }
    same_check(&whole, &pieces);
    screen_free(&whole);
    screen_free(&pieces);
    return 0;
}
