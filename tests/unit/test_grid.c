/* SPDX-License-Identifier: MIT */
/* test_grid.c — rows that move without their cells, and the marks on those that changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/error.h"
#include "lib/grid.h"

#define ROWS    4
#define COLUMNS 5

static struct grid grid;

/* Rows that read "abcde", "fghij" and so on; nothing marked. */
static int fresh(void **state)
{
    uint32_t letter = 'a';

    (void)state;
    free(grid.cells);
    assert_int_equal(
        grid_init(&grid, ROWS, COLUMNS, malloc(ROWS * COLUMNS * sizeof(uint32_t)), '.'), 0);
    for (unsigned row = 0; row < ROWS; row++)
        for (unsigned column = 0; column < COLUMNS; column++)
            grid_set(&grid, row, column, letter++);
    for (unsigned row = 0; row < ROWS; row++)
        grid_take_mark(&grid, row);
    return 0;
}

static int storage_free(void **state)
{
    (void)state;
    free(grid.cells);
    return 0;
}

static void assert_rows(const char *wanted)
{
    char found[ROWS * (COLUMNS + 1) + 1];
    size_t at = 0;

    for (unsigned row = 0; row < ROWS; row++) {
        for (unsigned column = 0; column < COLUMNS; column++)
            found[at++] = (char)grid_row(&grid, row)[column];
        found[at++] = row + 1 < ROWS ? ' ' : '\0';
    }
    assert_string_equal(found, wanted);
}

/* One digit per row, 1 for a marked one. */
static void assert_marks(const char *wanted)
{
    char found[ROWS + 1] = { 0 };
    unsigned marked = 0;

    for (unsigned row = 0; row < ROWS; row++)
        marked += wanted[row] == '1';
    assert_int_equal(grid_dirty_rows(&grid), marked);
    for (unsigned row = 0; row < ROWS; row++)
        found[row] = grid_take_mark(&grid, row) ? '1' : '0';
    assert_string_equal(found, wanted);
    assert_int_equal(grid_dirty_rows(&grid), 0);
}

static void size_is_checked(void **state)
{
    static uint32_t cells[GRID_ROWS_MAX];
    struct grid g;

    (void)state;
    assert_int_equal(grid_init(&g, 0, 5, cells, '.'), -E_RANGE);
    assert_int_equal(grid_init(&g, 5, 0, cells, '.'), -E_RANGE);
    assert_int_equal(grid_init(&g, GRID_ROWS_MAX + 1, 1, cells, '.'), -E_RANGE);
    assert_int_equal(grid_init(&g, GRID_ROWS_MAX, 1, cells, '.'), 0);
    assert_int_equal(grid_row(&g, GRID_ROWS_MAX - 1)[0], '.');
    assert_int_equal(grid_dirty_rows(&g), GRID_ROWS_MAX); /* nothing has been drawn yet */
}

static void set_marks_only_a_change(void **state)
{
    (void)state;
    grid_set(&grid, 1, 2, 'h');
    assert_marks("0000");
    grid_set(&grid, 1, 2, 'X');
    assert_marks("0100");
    assert_rows("abcde fgXij klmno pqrst");
}

static void outside_is_ignored(void **state)
{
    (void)state;
    grid_set(&grid, ROWS, 0, 'X');
    grid_set(&grid, 0, COLUMNS, 'X');
    grid_fill(&grid, ROWS, 0, 1, 'X');
    grid_fill(&grid, 0, COLUMNS, 1, 'X');
    grid_fill_rows(&grid, ROWS, 1, 'X');
    grid_cells_insert(&grid, 0, COLUMNS, 1, 'X');
    grid_cells_delete(&grid, ROWS, 0, 1, 'X');
    grid_rows_insert(&grid, ROWS, 1, 'X');
    grid_rows_delete(&grid, ROWS, 1, 'X');
    grid_mark(&grid, ROWS);
    assert_false(grid_take_mark(&grid, ROWS));
    assert_rows("abcde fghij klmno pqrst");
    assert_marks("0000");
}

static void fill_stays_in_its_row(void **state)
{
    (void)state;
    grid_fill(&grid, 1, 3, 1, '-');
    assert_rows("abcde fgh-j klmno pqrst");
    assert_marks("0100");
    grid_fill(&grid, 3, 2, 4000000000u, '-');
    assert_rows("abcde fgh-j klmno pq---");
    grid_fill_rows(&grid, 2, 4000000000u, '.');
    assert_rows("abcde fgh-j ..... .....");
    assert_marks("0011");
}

static void cells_insert_and_delete(void **state)
{
    (void)state;
    grid_cells_insert(&grid, 0, 1, 2, '-');
    assert_rows("a--bc fghij klmno pqrst");
    grid_cells_delete(&grid, 0, 1, 2, '.');
    assert_rows("abc.. fghij klmno pqrst");
    assert_marks("1000");
    grid_cells_insert(&grid, 1, 3, 99, '-');
    assert_rows("abc.. fgh-- klmno pqrst");
    grid_cells_delete(&grid, 2, 0, 99, '.');
    assert_rows("abc.. fgh-- ..... pqrst");
    assert_marks("0110");
}

static void rows_insert_and_delete(void **state)
{
    (void)state;
    grid_rows_insert(&grid, 1, 1, '-');
    assert_rows("abcde ----- fghij klmno");
    assert_marks("0111");
    grid_rows_delete(&grid, 0, 2, '.');
    assert_rows("fghij klmno ..... .....");
    assert_marks("1111");
    grid_rows_insert(&grid, 0, 99, '-');
    assert_rows("----- ----- ----- -----");
    grid_rows_delete(&grid, 3, 99, '.');
    assert_rows("----- ----- ----- .....");
}

/* Whatever moves, each row keeps a place of its own. */
static void places_stay_a_permutation(void **state)
{
    (void)state;
    srand(1);
    for (unsigned i = 0; i < 10000; i++) {
        unsigned seen = 0;

        if (rand() & 1)
            grid_rows_insert(&grid, (unsigned)rand() % ROWS, (unsigned)rand() % 6, '-');
        else
            grid_rows_delete(&grid, (unsigned)rand() % ROWS, (unsigned)rand() % 6, '.');
        for (unsigned row = 0; row < ROWS; row++)
            seen |= 1u << grid.place[row];
        assert_int_equal(seen, (1u << ROWS) - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_is_checked),
        cmocka_unit_test_setup(set_marks_only_a_change, fresh),
        cmocka_unit_test_setup(outside_is_ignored, fresh),
        cmocka_unit_test_setup(fill_stays_in_its_row, fresh),
        cmocka_unit_test_setup(cells_insert_and_delete, fresh),
        cmocka_unit_test_setup(rows_insert_and_delete, fresh),
        cmocka_unit_test_setup(places_stay_a_permutation, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, storage_free);
}
