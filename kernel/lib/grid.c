/* SPDX-License-Identifier: MIT */
/*
 * lib/grid.c — the rows of a screen.
 *
 * An interrupt handler may read a grid in the middle of a change: every place is at all times one
 * that exists.
 */
#include "lib/grid.h"

#include "lib/error.h"
#include "lib/mem.h"

int grid_init(struct grid *grid, unsigned rows, unsigned columns, uint32_t *cells, uint32_t blank)
{
    if (rows == 0 || rows > GRID_ROWS_MAX || columns == 0)
        return -E_RANGE;
    *grid = (struct grid){ .rows = rows, .columns = columns, .cells = cells };
    for (unsigned row = 0; row < rows; row++)
        grid->place[row] = (uint16_t)row;
    grid_fill_rows(grid, 0, rows, blank);
    return 0;
}

static uint32_t *row_cells(const struct grid *grid, unsigned row)
{
    return grid->cells + (size_t)grid->place[row] * grid->columns;
}

const uint32_t *grid_row(const struct grid *grid, unsigned row)
{
    return row_cells(grid, row);
}

static unsigned count_cut(unsigned count, unsigned at, unsigned end)
{
    return count < end - at ? count : end - at;
}

static void cells_fill(uint32_t *cells, unsigned count, uint32_t cell)
{
    for (unsigned i = 0; i < count; i++)
        cells[i] = cell;
}

void grid_set(struct grid *grid, unsigned row, unsigned column, uint32_t cell)
{
    uint32_t *at;

    if (row >= grid->rows || column >= grid->columns)
        return;
    at = row_cells(grid, row) + column;
    if (*at == cell)
        return;
    *at = cell;
    grid->is_dirty[row] = true;
}

void grid_fill(struct grid *grid, unsigned row, unsigned column, unsigned count, uint32_t cell)
{
    if (row >= grid->rows || column >= grid->columns)
        return;
    cells_fill(row_cells(grid, row) + column, count_cut(count, column, grid->columns), cell);
    grid->is_dirty[row] = true;
}

void grid_fill_rows(struct grid *grid, unsigned row, unsigned count, uint32_t cell)
{
    if (row >= grid->rows)
        return;
    count = count_cut(count, row, grid->rows);
    for (unsigned i = 0; i < count; i++)
        grid_fill(grid, row + i, 0, grid->columns, cell);
}

void grid_cells_insert(struct grid *grid, unsigned row, unsigned column, unsigned count,
                       uint32_t blank)
{
    uint32_t *at;

    if (row >= grid->rows || column >= grid->columns)
        return;
    at = row_cells(grid, row) + column;
    count = count_cut(count, column, grid->columns);
    memmove(at + count, at, (grid->columns - column - count) * sizeof(*at));
    cells_fill(at, count, blank);
    grid->is_dirty[row] = true;
}

void grid_cells_delete(struct grid *grid, unsigned row, unsigned column, unsigned count,
                       uint32_t blank)
{
    uint32_t *at;
    unsigned kept;

    if (row >= grid->rows || column >= grid->columns)
        return;
    at = row_cells(grid, row) + column;
    count = count_cut(count, column, grid->columns);
    kept = grid->columns - column - count;
    memmove(at, at + count, kept * sizeof(*at));
    cells_fill(at + kept, count, blank);
    grid->is_dirty[row] = true;
}

static void rows_mark(struct grid *grid, unsigned row)
{
    for (; row < grid->rows; row++)
        grid->is_dirty[row] = true;
}

void grid_rows_insert(struct grid *grid, unsigned row, unsigned count, uint32_t blank)
{
    if (row >= grid->rows)
        return;
    count = count_cut(count, row, grid->rows);
    for (unsigned i = 0; i < count; i++) {
        const uint16_t last = grid->place[grid->rows - 1];

        memmove(&grid->place[row + 1], &grid->place[row],
                (grid->rows - 1 - row) * sizeof(grid->place[0]));
        grid->place[row] = last;
    }
    grid_fill_rows(grid, row, count, blank);
    rows_mark(grid, row);
}

void grid_rows_delete(struct grid *grid, unsigned row, unsigned count, uint32_t blank)
{
    if (row >= grid->rows)
        return;
    count = count_cut(count, row, grid->rows);
    for (unsigned i = 0; i < count; i++) {
        const uint16_t first = grid->place[row];

        memmove(&grid->place[row], &grid->place[row + 1],
                (grid->rows - 1 - row) * sizeof(grid->place[0]));
        grid->place[grid->rows - 1] = first;
    }
    grid_fill_rows(grid, grid->rows - count, count, blank);
    rows_mark(grid, row);
}

void grid_mark(struct grid *grid, unsigned row)
{
    if (row < grid->rows)
        grid->is_dirty[row] = true;
}

void grid_mark_all(struct grid *grid)
{
    rows_mark(grid, 0);
}

unsigned grid_dirty_rows(const struct grid *grid)
{
    unsigned count = 0;

    for (unsigned row = 0; row < grid->rows; row++)
        count += grid->is_dirty[row];
    return count;
}

bool grid_take_mark(struct grid *grid, unsigned row)
{
    return row < grid->rows && __atomic_exchange_n(&grid->is_dirty[row], false, __ATOMIC_ACQ_REL);
}
