/* SPDX-License-Identifier: MIT */
/* test_terminal.c — what text and sequences leave on the grid. Sequences have test_terminal_csi.c. */
#include "terminal_fixture.h"

#include <stdio.h>

static void text_fills_rows(void **state)
{
    (void)state;
    terminal_make(3, 10);
    feed("hello\nworld");
    assert_screen("hello|world|");
    assert_cursor(1, 5);
}

static void line_breaks_go_to_the_next_line(void **state)
{
    (void)state;
    terminal_make(5, 10);
    feed("a\r\nb\nc\vd\fe");
    assert_screen("a|b|c|d|e");
}

static void carriage_return_backspace_and_tab(void **state)
{
    (void)state;
    terminal_make(4, 20);
    feed("abc\rX\n");
    feed("abc\b\bX\n");
    feed("\b\bX\n"); /* not before the first column */
    feed("a\tb\tc\td");
    assert_screen("Xbc|aXc|X|a       b       c  d");
    terminal_make(1, 20);
    feed("12345678\tx"); /* from a stop to the next */
    assert_screen("12345678        x");
}

static void bell_and_friends_show_nothing(void **state)
{
    (void)state;
    terminal_make(1, 10);
    feed_bytes("a\0\a\016\017\x7f"
               "b\x18",
               8);
    assert_screen("ab");
}

/* VT100: the cursor stays on the last column until another character comes. */
static void wrap_is_deferred(void **state)
{
    (void)state;
    terminal_make(3, 5);
    feed("12345");
    assert_cursor(0, 4);
    assert_screen("12345||");
    feed("6");
    assert_screen("12345|6|");
    assert_cursor(1, 1);
}

static void full_line_and_break_leave_no_gap(void **state)
{
    (void)state;
    terminal_make(3, 5);
    feed("12345\n67890\r\nx");
    assert_screen("12345|67890|x");
}

static void what_undoes_a_deferred_wrap(void **state)
{
    static const struct {
        const char *then, *wanted;
    } cases[] = {
        { "\rX", "X2345||" },         { "\bX", "123X5||" },         { "\033[DX", "123X5||" },
        { "\033[CX", "1234X||" },     { "\033[KX", "1234X||" },     { "\033[JX", "1234X||" },
        { "\033[1GX", "X2345||" },    { "\033[HX", "X2345||" },     { "\033[PX", "1234X||" },
        { "\033[@X", "1234X||" },     { "\033[mX", "12345|X|" },    { "\033[?25lX", "12345|X|" },
        { "\tX", "12345|X|" },        { "\aX", "12345|X|" },        { "\033[AX", "1234X||" },
        { "\033[dX", "1234X||" },     { "\033DX", "12345|    X|" }, { "\033[1KX", "    X||" },
        { "\033MX", "    X|12345|" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        terminal_make(3, 5);
        feed("12345");
        feed(cases[i].then);
        assert_screen(cases[i].wanted);
    }
}

static void save_and_restore_keep_a_deferred_wrap(void **state)
{
    (void)state;
    terminal_make(3, 5);
    feed("12345\0337\033[H\0338X");
    assert_screen("12345|X|");
}

static void bottom_scrolls_into_the_scroll_back(void **state)
{
    (void)state;
    terminal_make(3, 5);
    feed("1\n2\n3\n4\n5");
    assert_screen("3|4|5");
    assert_int_equal(terminal.scrollback->count, 2);
    terminal_scroll_back(&terminal, 1);
    assert_screen("2|3|4");
    terminal_scroll_back(&terminal, 100);
    assert_screen("1|2|3");
    terminal_scroll_back(&terminal, -1);
    assert_screen("2|3|4");
    terminal_scroll_back(&terminal, INT32_MIN);
    assert_screen("3|4|5");
    terminal_scroll_back(&terminal, INT32_MAX);
    assert_screen("1|2|3");
}

static void view_taller_than_the_screen(void **state)
{
    (void)state;
    terminal_make(2, 5);
    feed("1\n2\n3\n4\n5\n6");
    terminal_scroll_back(&terminal, 4);
    assert_screen("1|2");
}

static void output_ends_a_look_back(void **state)
{
    (void)state;
    terminal_make(2, 5);
    feed("1\n2\n3\n4");
    terminal_scroll_back(&terminal, 2);
    assert_screen("1|2");
    feed("");
    assert_screen("1|2");
    feed("x");
    assert_screen("3|4x");
}

static void cursor_moves_with_the_view(void **state)
{
    unsigned row, column;

    (void)state;
    terminal_make(3, 5);
    feed("1\n2\n3\n4\033[Hx");
    assert_true(terminal_cursor_place(&terminal, &row, &column));
    assert_int_equal(row, 0);
    terminal_scroll_back(&terminal, 1);
    assert_true(terminal_cursor_place(&terminal, &row, &column));
    assert_int_equal(row, 1);
    feed("\n\n\n\n\n");
    terminal_scroll_back(&terminal, 1);
    assert_false(terminal_cursor_place(&terminal, &row, &column)); /* below the screen */
}

static void lines_without_a_scroll_back_are_gone(void **state)
{
    (void)state;
    terminal_make(2, 5);
    terminal.scrollback = NULL;
    feed("1\n2\n3\033[3J");
    terminal_scroll_back(&terminal, 5);
    assert_screen("2|3");
}

static void characters_are_decoded(void **state)
{
    (void)state;
    terminal_make(3, 10);
    feed("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xff");
    assert_int_equal(code_at(0, 0), 0xe4);
    assert_int_equal(code_at(0, 1), 0x20ac);
    assert_int_equal(code_at(0, 2), 0x1f600);
    assert_int_equal(code_at(0, 3), 0xfffd);
    feed("\xe2\x82\033[2;1H\xc3\nx"); /* what was broken off shows, and so does what broke it */
    assert_int_equal(code_at(0, 4), 0xfffd);
    assert_int_equal(code_at(1, 0), 0xfffd);
    assert_int_equal(code_at(2, 0), 'x');
}

static void marks_follow_changes(void **state)
{
    (void)state;
    terminal_make(4, 5);
    marks_clear();
    feed("x");
    assert_marks("1000");
    feed("\rx");
    assert_marks("0000"); /* the same again */
    feed("\033[3;2Hy");
    assert_marks("0010");
    feed("\033[4;1H\n");
    assert_marks("1111");
    feed("\033[m\033[2;2H");
    assert_marks("0000");
    terminal_scroll_back(&terminal, 1);
    assert_marks("1111");
    terminal_scroll_back(&terminal, 1);
    assert_marks("0000"); /* there is no more */
}

static void smallest_terminal(void **state)
{
    (void)state;
    terminal_make(1, 1);
    feed("ab\tc\bd\033[5;5H\033[L\033[M\033[@\033[Pe\033[A\033[D\033M\033D\n\033[J");
    assert_cursor(0, 0);
    assert_screen("");
    feed("xy");
    assert_screen("y");
}

static void size_is_checked(void **state)
{
    static uint32_t cells[4];
    struct terminal t;

    (void)state;
    assert_int_equal(terminal_init(&t, 0, 4, cells, NULL), -E_RANGE);
    assert_int_equal(terminal_init(&t, 4, 0, cells, NULL), -E_RANGE);
    assert_int_equal(terminal_init(&t, GRID_ROWS_MAX + 1, 1, cells, NULL), -E_RANGE);
}

/* Cutting the input anywhere changes nothing. */
static void pieces_do_not_matter(void **state)
{
    static const char text[] =
        "one \033[1;31mtwo\033[0m\xe2\x82\xac\n\033[2;3Hx\033]0;t\007y\0337\033[A"
        "long enough to wrap\0338\xc3\033[2K\xff"
        "end";
    uint32_t whole[4 * 12];

    (void)state;
    terminal_make(4, 12);
    feed_bytes(text, sizeof(text) - 1);
    memcpy(whole, terminal.grid.cells, sizeof(whole));
    for (size_t cut = 0; cut < sizeof(text); cut++) {
        terminal_make(4, 12);
        feed_bytes(text, cut);
        feed_bytes(text + cut, sizeof(text) - 1 - cut);
        assert_memory_equal(terminal.grid.cells, whole, sizeof(whole));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_fills_rows),
        cmocka_unit_test(line_breaks_go_to_the_next_line),
        cmocka_unit_test(carriage_return_backspace_and_tab),
        cmocka_unit_test(bell_and_friends_show_nothing),
        cmocka_unit_test(wrap_is_deferred),
        cmocka_unit_test(full_line_and_break_leave_no_gap),
        cmocka_unit_test(what_undoes_a_deferred_wrap),
        cmocka_unit_test(save_and_restore_keep_a_deferred_wrap),
        cmocka_unit_test(bottom_scrolls_into_the_scroll_back),
        cmocka_unit_test(view_taller_than_the_screen),
        cmocka_unit_test(output_ends_a_look_back),
        cmocka_unit_test(cursor_moves_with_the_view),
        cmocka_unit_test(lines_without_a_scroll_back_are_gone),
        cmocka_unit_test(characters_are_decoded),
        cmocka_unit_test(marks_follow_changes),
        cmocka_unit_test(smallest_terminal),
        cmocka_unit_test(size_is_checked),
        cmocka_unit_test(pieces_do_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, terminal_drop);
}
