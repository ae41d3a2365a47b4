/* SPDX-License-Identifier: MIT */
/* test_scrollback.c — lines kept, cut, dropped, and never mixed up, whatever their lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cell.h"
#include "lib/scrollback.h"

/* Storage of just the size asked for, so that the sanitizer sees the first cell beyond it. */
static struct scrollback *fresh(uint32_t capacity, unsigned lines_max)
{
    static struct scrollback scrollback;

    free(scrollback.cells);
    free(scrollback.lines);
    scrollback_init(&scrollback, malloc(capacity * sizeof(uint32_t) + 1), capacity,
                    malloc(lines_max * sizeof(struct scrollback_line) + 1), lines_max);
    return &scrollback;
}

static int storage_free(void **state)
{
    struct scrollback *scrollback = fresh(0, 0);

    (void)state;
    free(scrollback->cells);
    free(scrollback->lines);
    return 0;
}

/* Pushes length cells that all hold value. */
static void push(struct scrollback *scrollback, uint32_t value, uint32_t length)
{
    uint32_t cells[64];

    for (uint32_t i = 0; i < length; i++)
        cells[i] = value;
    scrollback_push(scrollback, cells, length);
}

static void assert_line(const struct scrollback *scrollback, unsigned back, uint32_t value,
                        uint32_t length)
{
    uint32_t found;
    const uint32_t *cells = scrollback_line(scrollback, back, &found);

    assert_non_null(cells);
    assert_int_equal(found, length);
    for (uint32_t i = 0; i < length; i++)
        assert_int_equal(cells[i], value);
}

static void lines_come_back_newest_first(void **state)
{
    struct scrollback *s = fresh(100, 10);
    uint32_t length;

    (void)state;
    assert_null(scrollback_line(s, 1, &length));
    push(s, 'a', 5);
    push(s, 'b', 7);
    assert_line(s, 1, 'b', 7);
    assert_line(s, 2, 'a', 5);
    assert_null(scrollback_line(s, 3, &length));
    assert_null(scrollback_line(s, 0, &length));
    scrollback_clear(s);
    assert_null(scrollback_line(s, 1, &length));
}

static void blank_ends_are_not_kept(void **state)
{
    const uint32_t cells[6] = { CELL_BLANK, 'x', CELL_BLANK, CELL_BLANK, CELL_BLANK, CELL_BLANK };
    struct scrollback *s = fresh(10, 10);
    uint32_t length;

    (void)state;
    scrollback_push(s, cells, 6);
    assert_non_null(scrollback_line(s, 1, &length));
    assert_int_equal(length, 2);
    assert_int_equal(scrollback_line(s, 1, &length)[1], 'x');
    scrollback_push(s, cells + 2, 4);
    assert_line(s, 1, CELL_BLANK, 1); /* an empty line is a line */
}

static void oldest_lines_make_room(void **state)
{
    struct scrollback *s = fresh(20, 10);

    (void)state;
    push(s, 'a', 8);
    push(s, 'b', 8);
    push(s, 'c', 8); /* does not fit behind b: from the start, over a */
    assert_int_equal(s->count, 2);
    assert_line(s, 1, 'c', 8);
    assert_line(s, 2, 'b', 8);
    push(s, 'd', 8);
    assert_int_equal(s->count, 2);
    assert_line(s, 1, 'd', 8);
    assert_line(s, 2, 'c', 8);
}

static void number_of_lines_is_bounded(void **state)
{
    struct scrollback *s = fresh(1000, 3);

    (void)state;
    for (uint32_t i = 1; i <= 10; i++)
        push(s, i, 1 + i % 3);
    assert_int_equal(s->count, 3);
    for (uint32_t back = 1; back <= 3; back++)
        assert_line(s, back, 11 - back, 1 + (11 - back) % 3);
}

static void line_longer_than_everything_is_cut(void **state)
{
    struct scrollback *s = fresh(10, 4);

    (void)state;
    push(s, 'a', 3);
    push(s, 'b', 30);
    assert_int_equal(s->count, 1);
    assert_line(s, 1, 'b', 10);
    push(s, 'c', 1);
    assert_int_equal(s->count, 1);
    assert_line(s, 1, 'c', 1);
}

static void no_storage_keeps_nothing(void **state)
{
    uint32_t length;

    (void)state;
    push(fresh(0, 4), 'a', 3);
    push(fresh(4, 0), 'a', 3);
    assert_null(scrollback_line(fresh(0, 0), 1, &length));
}

/* Lines of random lengths, beside a plain list of them all. */
static void long_use_mixes_nothing_up(void **state)
{
    enum { PUSHES = 20000, LONGEST = 40 };
    static uint32_t lengths[PUSHES];

    (void)state;
    for (uint32_t capacity = 1; capacity < 200; capacity = capacity * 2 + 1) {
        struct scrollback *s = fresh(capacity, 50);

        srand(1);
        for (uint32_t i = 0; i < PUSHES / 10; i++) {
            unsigned held = 0;

            lengths[i] = 1 + (uint32_t)rand() % LONGEST;
            push(s, i + 1, lengths[i]);
            if (lengths[i] > capacity)
                lengths[i] = capacity;
            assert_in_range(s->count, 1, 50);
            for (unsigned back = 1; back <= s->count; back++) {
                assert_line(s, back, i + 2 - back, lengths[i + 1 - back]);
                held += lengths[i + 1 - back];
            }
            assert_true(held <= capacity);
            /* No more is thrown away than the next two lines could need. */
            assert_true(s->count == 50 || s->count == i + 1 || held + 2 * LONGEST > capacity);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_back_newest_first),
        cmocka_unit_test(blank_ends_are_not_kept),
        cmocka_unit_test(oldest_lines_make_room),
        cmocka_unit_test(number_of_lines_is_bounded),
        cmocka_unit_test(line_longer_than_everything_is_cut),
        cmocka_unit_test(no_storage_keeps_nothing),
        cmocka_unit_test(long_use_mixes_nothing_up),
    };

    return cmocka_run_group_tests(tests, NULL, storage_free);
}
