/* SPDX-License-Identifier: MIT */
/* test_line_editor.c — what keys do to the line, and that the terminal always shows it. */
#include "editor_fixture.h"

static void typing_and_moving(void **state)
{
    (void)state;
    type("hello");
    assert_line("hello|");
    type("\001");
    assert_line("|hello");
    type("\006" RIGHT);
    assert_line("he|llo");
    type("XY");
    assert_line("heXY|llo");
    type("\002" LEFT "\002");
    assert_line("h|eXYllo");
    type("\005");
    assert_line("heXYllo|");
    type("\033[H");
    assert_line("|heXYllo");
    type("\002\033OD");
    assert_line("|heXYllo");
    type("\033[F");
    assert_line("heXYllo|");
    type("\006\033OC");
    assert_line("heXYllo|");
}

static void home_end_and_delete_in_every_form(void **state)
{
    static const char *const home[] = { "\033[H", "\033OH", "\033[1~", "\033[7~" };
    static const char *const end[] = { "\033[F", "\033OF", "\033[4~", "\033[8~" };

    (void)state;
    type("abc");
    for (unsigned i = 0; i < 4; i++) {
        type(home[i]);
        assert_line("|abc");
        type(end[i]);
        assert_line("abc|");
    }
    type("\033[3~");
    assert_line("abc|");
    type("\001\033[3~");
    assert_line("|bc");
    type("\004");
    assert_line("|c");
    type("\004\004\004");
    assert_line("|");
}

static void backspace_by_either_code(void **state)
{
    (void)state;
    type("abc\177\010");
    assert_line("a|");
    type("\177\177\177");
    assert_line("|");
    type("xyz\002\177");
    assert_line("x|z");
}

static void words(void **state)
{
    (void)state;
    type("one two-three  four");
    type("\033b");
    assert_line("one two-three  |four");
    type("\033b\033b");
    assert_line("one |two-three  four");
    type("\033[1;5D");
    assert_line("|one two-three  four");
    type("\033f");
    assert_line("one| two-three  four");
    type("\033[1;5C\033Oc");
    assert_line("one two-three|  four");
    type("\033[1;3C");
    assert_line("one two-three  four|");
}

static void kills_and_yank(void **state)
{
    (void)state;
    type("one two three\027");
    assert_line("one two |");
    type("\031");
    assert_line("one two three|");
    type("\031");
    assert_line("one two threethree|");
    line_clear();
    type("one two three\033b\013");
    assert_line("one two |");
    type("\001\031");
    assert_line("three|one two ");
    line_clear();
    type("a-b c\033\177");
    assert_line("a-b |");
    type("\033\010");
    assert_line("a-|");
    type("\001\033d");
    assert_line("|-");
    type("\031\031");
    assert_line("aa|-");
}

static void kills_in_a_row_join(void **state)
{
    (void)state;
    type("one two three four\027\027\027");
    assert_line("one |");
    type("\031");
    assert_line("one two three four|");
    type("\002\002\002\002\002\025\013");
    assert_line("|");
    type("\031");
    assert_line("one two three four|");
    /* A key in between begins anew, but for one that had nothing to kill. */
    type("\027\002\002\027\031");
    assert_line("one two thre|e ");
    line_clear();
    type("keep\025\013\013\031");
    assert_line("keep|");
    type("x\013\031");
    assert_line("keepxkeep|");
}

static void transpose(void **state)
{
    (void)state;
    type("ab\024");
    assert_line("ba|");
    type("\001\006\024");
    assert_line("ab|");
    type("\001\024");
    assert_line("|ab");
    line_clear();
    type("x\024");
    assert_line("x|");
    type("é€\024");
    assert_line("x€é|");
    type("\002\024");
    assert_line("xé€|");
}

static void characters_of_several_bytes(void **state)
{
    (void)state;
    type("aé€𝄞b");
    assert_int_equal(editor.line.length, 1 + 2 + 3 + 4 + 1);
    type(LEFT LEFT "\177");
    assert_line("aé|𝄞b");
    type("\002\004");
    assert_line("a|𝄞b");
    type("\xc3");
    type("x");
    assert_line("ax|𝄞b"); /* half a character is dropped */
    type("\xff\x80\xc0\xaf\xed\xa0\x80");
    assert_line("ax|𝄞b");
    type("\xc2\x9b"); /* CSI as a C1 control */
    assert_line("ax|𝄞b");
}

static void enter_gives_the_line(void **state)
{
    (void)state;
    for (const char *c = "a b"; *c != '\0'; c++)
        assert_int_equal(line_editor_feed(&editor, (uint8_t)*c), LINE_GOES_ON);
    line_editor_feed(&editor, 2);
    assert_int_equal(line_editor_feed(&editor, '\r'), LINE_DONE);
    assert_string_equal(editor.line.text, "a b");
    assert_int_equal(terminal.cursor.row, 1);
    assert_int_equal(terminal.cursor.column, 0);
    line_editor_begin(&editor);
    check();
    /* The LF of CR LF belongs to it; one on its own is an Enter. */
    assert_int_equal(line_editor_feed(&editor, '\n'), LINE_GOES_ON);
    assert_int_equal(line_editor_feed(&editor, '\n'), LINE_DONE);
    line_editor_begin(&editor);
    assert_int_equal(line_editor_feed(&editor, '\r'), LINE_DONE);
    line_editor_begin(&editor);
    assert_int_equal(line_editor_feed(&editor, '\r'), LINE_DONE);
    line_editor_begin(&editor);
    assert_int_equal(line_editor_feed(&editor, 'x'), LINE_GOES_ON);
    assert_int_equal(line_editor_feed(&editor, '\n'), LINE_DONE);
}

static void cancel_throws_away(void **state)
{
    (void)state;
    type("abc\002\002\003");
    assert_int_equal(last_event, LINE_CANCELLED);
    assert_line("|");
    assert_int_equal(terminal.cursor.row, 1);
    assert_int_equal(picture_cell(&terminal, 0, 9), '^');
    assert_int_equal(picture_cell(&terminal, 0, 10), 'C');
}

static void clear_keeps_the_line(void **state)
{
    (void)state;
    type("one\rtwo\rthr\002\014");
    assert_line("th|r");
    assert_int_equal(terminal.cursor.row, 0);
}

static void a_full_line_takes_no_more(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LINE_BYTES_MAX - 1; i++)
        type("x");
    assert_int_equal(bells, 0);
    type("y");
    assert_int_equal(bells, 1);
    type("\001é");
    assert_int_equal(bells, 2);
    assert_int_equal(editor.line.length, LINE_BYTES_MAX - 1);
    type("\004é");
    assert_int_equal(bells, 3); /* two bytes do not fit */
    type("y\025\031\031");
    assert_int_equal(bells, 4); /* the second time does not fit */
    assert_int_equal(editor.line.length, LINE_BYTES_MAX - 1);
    type("\013\031\031");
    assert_int_equal(bells, 5);
}

static void a_lone_escape_does_no_harm(void **state)
{
    (void)state;
    type("\033\033\033a"); /* Alt and a letter that means nothing */
    assert_line("|");
    type("b");
    assert_line("b|");
    type("\033");
    line_editor_forget_escape(&editor);
    type("f");
    assert_line("bf|");
    type("\033[");
    line_editor_forget_escape(&editor);
    type("A");
    assert_line("bfA|");
    type("\033\177");
    assert_line("|");
    type("x\033\001y"); /* a control key after ESC is itself */
    assert_line("y|x");
}

static void unknown_keys_do_nothing(void **state)
{
    (void)state;
    type("ab\033[2~\033[15~\033OP\033[[A\033[200~\033[<0;1;1M\033[?1;2c\033[1;2R\033z\007\000");
    assert_line("ab|");
}

static void width_and_hiding(void **state)
{
    (void)state;
    type("one\r");
    for (unsigned i = 0; i < 30; i++)
        type("long ");
    line_editor_set_columns(&editor, 40);
    check();
    line_editor_set_columns(&editor, 3);
    assert_int_equal(editor.view.columns, LINE_COLUMNS_MIN);
    check();
    line_editor_set_columns(&editor, 80);
    check();
    type("\002\002\002");
    line_editor_hide(&editor);
    assert_int_equal(terminal.cursor.row, 1);
    assert_int_equal(terminal.cursor.column, 0);
    for (unsigned i = 0; i < 80; i++)
        assert_int_equal(picture_cell(&terminal, 1, i), ' ');
    terminal_write(&terminal, "[ 1.0] something\n", 17);
    line_editor_show(&editor);
    check();
    type("x\001y");
}

static void typing_at_the_end_costs_one_byte(void **state)
{
    (void)state;
    type("ab");
    emitted = 0;
    type("c");
    assert_int_equal(emitted, 1);
}

int main(void)
{
#define EDITOR_TEST(name) cmocka_unit_test_setup_teardown(name, editor_fresh, editor_drop)
    const struct CMUnitTest tests[] = {
        EDITOR_TEST(typing_and_moving),
        EDITOR_TEST(home_end_and_delete_in_every_form),
        EDITOR_TEST(backspace_by_either_code),
        EDITOR_TEST(words),
        EDITOR_TEST(kills_and_yank),
        EDITOR_TEST(kills_in_a_row_join),
        EDITOR_TEST(transpose),
        EDITOR_TEST(characters_of_several_bytes),
        EDITOR_TEST(enter_gives_the_line),
        EDITOR_TEST(cancel_throws_away),
        EDITOR_TEST(clear_keeps_the_line),
        EDITOR_TEST(a_full_line_takes_no_more),
        EDITOR_TEST(a_lone_escape_does_no_harm),
        EDITOR_TEST(unknown_keys_do_nothing),
        EDITOR_TEST(width_and_hiding),
        EDITOR_TEST(typing_at_the_end_costs_one_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
