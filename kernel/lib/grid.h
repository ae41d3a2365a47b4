/* SPDX-License-Identifier: MIT */
/*
 * lib/grid.h — rows of cells, and which of them changed.
 *
 * A row keeps its storage while it moves, so that scrolling a screen moves no cell. Every change
 * marks the rows it shows in; whoever draws asks row by row.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GRID_ROWS_MAX 135

struct grid {
    unsigned rows, columns;
    uint32_t *cells;
    uint16_t place[GRID_ROWS_MAX]; /* where each row lies in cells, in rows; every value once */
    bool is_dirty[GRID_ROWS_MAX];
};

/*
 * Fills rows x columns cells, which stay the caller's, with blank. Returns 0, or -E_RANGE for no
 * rows, no columns or more than GRID_ROWS_MAX rows; nothing is written then.
 */
int grid_init(struct grid *grid, unsigned rows, unsigned columns, uint32_t *cells, uint32_t blank);

/* The cells of a row, which must be there; valid until rows move. */
const uint32_t *grid_row(const struct grid *grid, unsigned row);

/* For these, rows and columns outside are ignored and counts are cut to what there is. */
void grid_set(struct grid *grid, unsigned row, unsigned column, uint32_t cell);
void grid_fill(struct grid *grid, unsigned row, unsigned column, unsigned count, uint32_t cell);
void grid_fill_rows(struct grid *grid, unsigned row, unsigned count, uint32_t cell);

/* Makes room at a place in a row; what passes the end of the row is lost. */
void grid_cells_insert(struct grid *grid, unsigned row, unsigned column, unsigned count,
                       uint32_t blank);
/* Takes cells out of a row; blanks come in at its end. */
void grid_cells_delete(struct grid *grid, unsigned row, unsigned column, unsigned count,
                       uint32_t blank);

/* Makes room for rows; what passes the last row is lost. */
void grid_rows_insert(struct grid *grid, unsigned row, unsigned count, uint32_t blank);
/* Takes rows out; blank ones come in at the end. At row 0 this scrolls. */
void grid_rows_delete(struct grid *grid, unsigned row, unsigned count, uint32_t blank);

void grid_mark(struct grid *grid, unsigned row);
void grid_mark_all(struct grid *grid);

/* How many rows are marked. */
unsigned grid_dirty_rows(const struct grid *grid);

/* Whether a row is marked; takes the mark away, so that a later change shows again. */
bool grid_take_mark(struct grid *grid, unsigned row);
