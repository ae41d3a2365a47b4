/* SPDX-License-Identifier: MIT */
/* test_line_view.c — lines longer than the terminal is wide, on terminals of many widths. */
#include "editor_fixture.h"

static const char sentence[] = "the quick brown fox jumps over the lazy dog, é and € and 𝄞 too; ";

/* All kinds of changes, at every place of a line that wraps. */
static void edit_everywhere(void)
{
    for (unsigned i = 0; i < 3; i++)
        type(sentence);
    for (unsigned step = 0; editor.line.cursor > 0; step++) {
        type("x\177" LEFT);
        if (step % 5 == 0)
            type("yz\002\177\004");
        if (step % 7 == 0)
            type("\033d\031\033b");
    }
    type("\005\033b\033b\013\031\001\024\006\024\033d\005\031\025");
    assert_line("|");
}

static void every_width(void **state)
{
    (void)state;
    for (unsigned columns = LINE_COLUMNS_MIN; columns <= 40; columns++) {
        editor_make(60, columns, columns);
        edit_everywhere();
    }
}

static void terminals_wider_than_known(void **state)
{
    (void)state;
    for (unsigned columns = 79; columns <= 81; columns++) {
        editor_make(24, columns, 132);
        edit_everywhere();
    }
}

/* At the bottom of the screen every new row scrolls the others up. */
static void bottom_of_the_screen(void **state)
{
    (void)state;
    editor_make(20, 20, 20);
    for (unsigned i = 0; i < 25; i++)
        type("x\r");
    assert_int_equal(terminal.cursor.row, 19);
    for (unsigned i = 0; i < 4; i++)
        type(sentence);
    type("\001\004\005\177\001\013\031");
}

static void a_row_filled_to_its_edge(void **state)
{
    (void)state;
    editor_make(24, 20, 20);
    for (unsigned i = 0; i < 19 - (unsigned)strlen(PROMPT); i++)
        type("x");
    assert_int_equal(terminal.cursor.row, 1);
    assert_int_equal(terminal.cursor.column, 0);
    type("\177x\002\006");
    type("\r"); /* the row below is fresh already */
    assert_int_equal(terminal.cursor.row, 1);
    type("abc\r");
    assert_int_equal(terminal.cursor.row, 2);
    for (unsigned i = 0; i < 19 - (unsigned)strlen(PROMPT); i++)
        type("x");
    type("\002\003"); /* what is said behind it fills no row */
    assert_int_equal(terminal.cursor.row, 4);
}

static void hide_wipes_all_rows(void **state)
{
    (void)state;
    editor_make(24, 20, 20);
    type(sentence);
    type(UP LEFT LEFT);
    line_editor_hide(&editor);
    assert_int_equal(terminal.cursor.row, 0);
    assert_int_equal(terminal.cursor.column, 0);
    for (unsigned row = 0; row < 24; row++)
        for (unsigned column = 0; column < 20; column++)
            assert_int_equal(picture_cell(&terminal, row, column), ' ');
    line_editor_show(&editor);
    check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_width, editor_drop),
        cmocka_unit_test_teardown(terminals_wider_than_known, editor_drop),
        cmocka_unit_test_teardown(bottom_of_the_screen, editor_drop),
        cmocka_unit_test_teardown(a_row_filled_to_its_edge, editor_drop),
        cmocka_unit_test_teardown(hide_wipes_all_rows, editor_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
