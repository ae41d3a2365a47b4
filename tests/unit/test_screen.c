/* SPDX-License-Identifier: MIT */
/* test_screen.c — when the glass follows what was written, and who makes it blink. */
#include "screen_fixture.h"

static void nothing_happens_without_a_screen(void **state)
{
    static const struct boot_framebuffer any;
    unsigned rows, columns;

    (void)state;
    assert_int_equal(screen_init(&any), -E_NODEV);
    say("x");
    log_line("x\n");
    screen_flush();
    screen_scroll_back(5);
    assert_false(screen_size(&rows, &columns));
    assert_int_equal(glass.rows_drawn, 0);
}

static void size_is_the_backends(void **state)
{
    unsigned rows, columns;

    (void)state;
    assert_true(screen_size(&rows, &columns));
    assert_int_equal(rows, ROWS);
    assert_int_equal(columns, COLUMNS);
}

static void little_is_drawn_at_once(void **state)
{
    (void)state;
    say("a");
    assert_row(0, "a");
    say("b\nc");
    assert_row(0, "ab");
    assert_row(1, "c");
    assert_int_equal(glass.rows_drawn, 3);
    assert_int_equal(glass.cursor_row, 1);
    assert_int_equal(glass.cursor_column, 1);
}

static void bursts_cost_few_drawings(void **state)
{
    (void)state;
    say("1\n2\n3\n4\n5\n");
    screen_flush();
    glass.rows_drawn = 0;
    for (unsigned i = 0; i < 1000; i++)
        say("line\n");
    assert_int_equal(glass.rows_drawn, 0);
    glass.now_ns += 19 * MS;
    say("line\n");
    assert_int_equal(glass.rows_drawn, 0);
    glass.now_ns += 1 * MS;
    say("last\n");
    assert_int_equal(glass.rows_drawn, ROWS);
    assert_row(3, "last");
}

static void flush_shows_everything(void **state)
{
    (void)state;
    say("1\n2\n3\n4\n5\n6\n7");
    screen_flush();
    assert_row(0, "3");
    assert_row(4, "7");
    glass.rows_drawn = 0;
    screen_flush();
    assert_int_equal(glass.rows_drawn, 0);
}

/* A screen that takes 100 ms to draw gets at most half of the time. */
static void slow_screens_are_drawn_less_often(void **state)
{
    (void)state;
    glass.row_costs_ns = 20 * MS;
    say("1\n2\n3\n4\n5\n6");
    screen_flush();
    glass.rows_drawn = 0;
    glass.now_ns += 99 * MS;
    say("7\n8\n9\n");
    assert_int_equal(glass.rows_drawn, 0);
    glass.now_ns += 1 * MS;
    say("10\n11\n12\n");
    assert_int_equal(glass.rows_drawn, ROWS);
}

static void no_screen_is_so_slow_that_it_stands_still(void **state)
{
    (void)state;
    glass.row_costs_ns = 1000 * MS;
    say("1\n2\n3\n4\n5\n6");
    screen_flush();
    glass.rows_drawn = 0;
    glass.now_ns += 249 * MS;
    say("7\n8\n9\n");
    assert_int_equal(glass.rows_drawn, 0);
    glass.now_ns += 1 * MS;
    say("10\n11\n12\n");
    assert_int_equal(glass.rows_drawn, ROWS);
}

/* The clock starts anew when it has been calibrated. */
static void clock_may_jump_back(void **state)
{
    (void)state;
    glass.now_ns = 500 * MS;
    say("1\n2\n3\n4\n5\n6\n7");
    assert_row(4, "7");
    glass.row_costs_ns = UINT64_MAX - 10 * MS; /* backwards while drawing */
    say("8\n9\n10\n11\n12");
    screen_flush();
    glass.row_costs_ns = 0;
    glass.now_ns += 20 * MS;
    say("13\n14\n15\n16");
    assert_row(4, "16");
}

static void cursor_is_a_mark_where_there_is_no_other(void **state)
{
    (void)state;
    say("ab\ncd");
    assert_true(glass.cells[1][2] & CELL_CURSOR);
    say("\033[1;1H");
    assert_false(glass.cells[1][2] & CELL_CURSOR);
    assert_true(glass.cells[0][0] & CELL_CURSOR);
    say("\033[?25l");
    assert_false(glass.cells[0][0] & CELL_CURSOR);
    say("\033[?25h");
    assert_true(glass.cells[0][0] & CELL_CURSOR);
}

static void cursor_of_the_screen_is_moved(void **state)
{
    (void)state;
    say("ab\ncd");
    assert_true(glass.has_cursor);
    assert_int_equal(glass.cursor_row, 1);
    assert_int_equal(glass.cursor_column, 2);
    assert_int_equal(glass.cells[1][2] & CELL_CURSOR, 0);
    say("\033[?25l");
    assert_false(glass.has_cursor);
}

static void blinking_is_done_while_idle(void **state)
{
    (void)state;
    glass.now_ns = 2 * BLINK_NS;
    say("a\033[5mb\033[0mc\nd");
    assert_row(0, "abc");
    glass.now_ns = 3 * BLINK_NS;
    glass.rows_drawn = 0;
    screen_flush();
    assert_row(0, "a c");
    assert_int_equal(glass.rows_drawn, 1);
    glass.now_ns = 4 * BLINK_NS;
    screen_flush();
    assert_row(0, "abc");
    say("\r\033[A\033[K");
    glass.rows_drawn = 0;
    glass.now_ns = 5 * BLINK_NS;
    screen_flush();
    assert_int_equal(glass.rows_drawn, 0); /* nothing blinks any more */
}

static void blinking_is_left_to_a_screen_that_can(void **state)
{
    (void)state;
    glass.now_ns = 3 * BLINK_NS;
    say("\033[5mb");
    screen_flush();
    assert_row(0, "b");
    assert_true(glass.cells[0][0] & CELL_BLINK);
}

static void older_lines_are_shown_at_once(void **state)
{
    (void)state;
    say("1\n2\n3\n4\n5\n6\n7");
    screen_flush();
    screen_scroll_back(1);
    assert_row(0, "2");
    assert_false(glass.has_cursor && glass.cursor_row < ROWS - 1);
    screen_scroll_back(-1);
    assert_row(0, "3");
    screen_scroll_back(2);
    say("8");
    screen_flush();
    assert_row(4, "78");
}

/* By a new map of memory the screen is drawn as before, or never again. */
static void new_map_leads_to_the_screen_or_not(void **state)
{
    unsigned rows, columns;

    (void)state;
    assert_true(screen_remap());
    say("a");
    assert_row(0, "a");
    glass.is_lost = true;
    glass.rows_drawn = 0;
    assert_false(screen_remap());
    say("b");
    screen_flush();
    assert_int_equal(glass.rows_drawn, 0);
    assert_false(screen_size(&rows, &columns));
    assert_true(screen_remap()); /* none to lose */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_happens_without_a_screen, fresh),
        cmocka_unit_test_setup(size_is_the_backends, with_vga),
        cmocka_unit_test_setup(little_is_drawn_at_once, with_vga),
        cmocka_unit_test_setup(bursts_cost_few_drawings, with_vga),
        cmocka_unit_test_setup(flush_shows_everything, with_vga),
        cmocka_unit_test_setup(slow_screens_are_drawn_less_often, with_vga),
        cmocka_unit_test_setup(no_screen_is_so_slow_that_it_stands_still, with_vga),
        cmocka_unit_test_setup(clock_may_jump_back, with_vga),
        cmocka_unit_test_setup(cursor_is_a_mark_where_there_is_no_other, with_framebuffer),
        cmocka_unit_test_setup(cursor_of_the_screen_is_moved, with_vga),
        cmocka_unit_test_setup(blinking_is_done_while_idle, with_framebuffer),
        cmocka_unit_test_setup(blinking_is_left_to_a_screen_that_can, with_vga),
        cmocka_unit_test_setup(older_lines_are_shown_at_once, with_vga),
        cmocka_unit_test_setup(new_map_leads_to_the_screen_or_not, with_framebuffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
