/* SPDX-License-Identifier: MIT */
/* test_line_tab.c — completion at the line editor. */
#include "editor_fixture.h"

static const char *const *names;
static unsigned asked;

static bool names_complete(void *context, const char *text, size_t cursor,
                           struct completion *completion, size_t *start)
{
    size_t from = cursor;

    assert_ptr_equal(context, &names);
    asked++;
    while (from > 0 && text[from - 1] != ' ')
        from--;
    *start = from;
    if (text[from] == '!' || !completion_begin(completion, text + from, cursor - from))
        return false;
    for (unsigned i = 0; names[i] != NULL; i++)
        completion_offer(completion, names[i]);
    return true;
}

static void with_names(const char *const *some)
{
    names = some;
    editor_make(24, 80, 80);
    line_editor_set_completion(&editor, names_complete, &names);
}

static const char *const commands[] = { "peek", "peek8", "poke", "help", NULL };

static void one_match_is_finished(void **state)
{
    (void)state;
    with_names(commands);
    type("h\t");
    assert_line("help |");
    type("h\tx");
    assert_line("help help x|");
    type("\003po 1\001\006\006\t");
    assert_line("poke| 1"); /* the space is there already */
    assert_int_equal(bells, 0);
    type("\003help\t");
    assert_line("help |");
}

static void several_matches_grow_then_ring_then_list(void **state)
{
    (void)state;
    with_names(commands);
    type("pe\t");
    assert_line("peek|");
    assert_int_equal(bells, 0);
    type("\t"); /* the second Tab in a row */
    assert_line("peek|");
    assert_int_equal(bells, 0);
    assert_int_equal(terminal.cursor.row, 2);
    assert_int_equal(picture_cell(&terminal, 1, 0), 'p');
    assert_int_equal(picture_cell(&terminal, 1, 7), 'p'); /* 5 and a gap of 2 */
    assert_int_equal(picture_cell(&terminal, 1, 11), '8');
    type("\003p\t");
    assert_int_equal(bells, 1);
    assert_int_equal(terminal.cursor.row, 3);
    type("x\177\t");
    assert_int_equal(bells, 2); /* not in a row */
}

static void no_match_rings(void **state)
{
    (void)state;
    with_names(commands);
    type("zz\t\t!\t");
    assert_int_equal(bells, 3);
    type("\003");
    for (unsigned i = 0; i < COMPLETION_BYTES_MAX; i++)
        type("p");
    type("\t");
    assert_int_equal(bells, 4);
    line_editor_set_completion(&editor, NULL, NULL);
    asked = 0;
    type("\003pe\t");
    assert_int_equal(bells, 5);
    assert_int_equal(asked, 0);
    assert_line("pe|");
}

static void a_full_line_is_not_completed(void **state)
{
    (void)state;
    with_names(commands);
    for (unsigned i = 0; i < LINE_BYTES_MAX - 3; i++)
        type(" ");
    type("h\t");
    assert_int_equal(editor.line.length, LINE_BYTES_MAX - 2);
    assert_int_equal(bells, 1);
}

static void lists_wrap(void **state)
{
    static const char *const many[] = { "aaaaaaaa1", "aaaaaaaa2", "aaaaaaaa3", "aaaaaaaa4", NULL };
    static const char *const wide[] = { "b2345678901234567890x", "b2345678901234567890y", NULL };

    (void)state;
    with_names(many);
    line_editor_set_columns(&editor, 24);
    type("a\t\t");
    assert_line("aaaaaaaa|");
    assert_int_equal(terminal.cursor.row, 3); /* two in a row of the list */
    with_names(wide);
    line_editor_set_columns(&editor, 20);
    type("b\t\t");
    assert_int_equal(picture_cell(&terminal, 2, 20), 'x');
    assert_int_equal(picture_cell(&terminal, 3, 20), 'y');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(one_match_is_finished, editor_drop),
        cmocka_unit_test_teardown(several_matches_grow_then_ring_then_list, editor_drop),
        cmocka_unit_test_teardown(no_match_rings, editor_drop),
        cmocka_unit_test_teardown(a_full_line_is_not_completed, editor_drop),
        cmocka_unit_test_teardown(lists_wrap, editor_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
