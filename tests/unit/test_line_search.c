/* SPDX-License-Identifier: MIT */
/* test_line_search.c — walking and searching the history at the line editor. */
#include "editor_fixture.h"

static int editor_with_history(void **state)
{
    editor_fresh(state);
    type("help me\rpeek 0x10\rdmesg -l err\rpeek 0x20\recho é\r");
    return 0;
}

static void walking(void **state)
{
    (void)state;
    type("typ" UP);
    assert_line("echo é|");
    type("\020");
    assert_line("peek 0x20|");
    type("\016");
    assert_line("echo é|");
    type(DOWN);
    assert_line("typ|");
    assert_int_equal(bells, 0);
    type(DOWN);
    assert_line("typ|");
    assert_int_equal(bells, 1);
    type(UP UP UP UP UP);
    assert_line("help me|");
    assert_int_equal(bells, 1);
    type(UP);
    assert_line("help me|");
    assert_int_equal(bells, 2);
    type("!\r");
    assert_string_equal(history_line(&history, 0), "help me!");
    assert_string_equal(history_line(&history, 5), "help me");
    type(UP);
    assert_line("help me!|");
}

static void nothing_to_walk(void **state)
{
    (void)state;
    editor_make(24, 80, 80);
    type("x" UP DOWN);
    assert_line("x|");
    assert_int_equal(bells, 2);
}

static void searching(void **state)
{
    (void)state;
    type("own\002\022");
    assert_string_equal(editor.view.prompt, "(search)'': ");
    assert_line("ow|n");
    type("p");
    assert_line("|peek 0x20");
    type("eek");
    assert_string_equal(editor.view.prompt, "(search)'peek': ");
    assert_line("|peek 0x20");
    type("\022");
    assert_line("|peek 0x10");
    type("\022");
    assert_string_equal(editor.view.prompt, "(not found)'peek': ");
    assert_line("|peek 0x10");
    type("\022");
    assert_line("|peek 0x10");
    type(" ");
    assert_string_equal(editor.view.prompt, "(search)'peek ': ");
    type("\177\177\177\177");
    assert_line("|peek 0x20");
    type("\177");
    assert_line("ow|n");
    type("me");
    assert_line("d|mesg -l err");
    type("\007");
    assert_string_equal(editor.view.prompt, PROMPT);
    assert_line("ow|n");
}

/* What is typed narrows from the line found, not from the newest. */
static void narrowing(void **state)
{
    (void)state;
    type("\022pee\022");
    assert_line("|peek 0x10");
    type("k 0x");
    assert_line("|peek 0x10");
    type("\007");
    assert_line("|");
}

static void leaving_a_search(void **state)
{
    (void)state;
    type("\022err\r");
    assert_int_equal(last_event, LINE_DONE);
    assert_string_equal(history_line(&history, 0), "dmesg -l err");
    type("\0220x1\005 8");
    assert_line("peek 0x10 8|");
    assert_string_equal(editor.view.prompt, PROMPT);
    type("\003\022hel\033[D");
    assert_line("|help me");
    type("\003\022x\003");
    assert_int_equal(last_event, LINE_CANCELLED);
    assert_line("|");
    type("\022é");
    assert_line("echo |é");
    type("\010");
    assert_line("|");
    type("\022\033f");
    assert_line("|");
    /* After a search the arrows begin at the newest again. */
    type("\003\022me\033[A");
    assert_string_equal(editor.line.text, "dmesg -l err");
}

static void a_long_text_to_look_for(void **state)
{
    (void)state;
    type("\022");
    for (unsigned i = 0; i < 2 * SEARCH_BYTES_MAX; i++)
        type("é");
    assert_true(editor.search.size < SEARCH_BYTES_MAX);
    type("\177\022\007");
    assert_line("|");
}

static void searching_nothing(void **state)
{
    (void)state;
    editor_make(24, 80, 80);
    type("abc\022a\022\177\022\r");
    assert_int_equal(last_event, LINE_DONE);
    assert_string_equal(history_line(&history, 0), "abc");
}

int main(void)
{
#define SEARCH_TEST(name) cmocka_unit_test_setup_teardown(name, editor_with_history, editor_drop)
    const struct CMUnitTest tests[] = {
        SEARCH_TEST(walking),           SEARCH_TEST(nothing_to_walk),
        SEARCH_TEST(searching),         SEARCH_TEST(narrowing),
        SEARCH_TEST(leaving_a_search),  SEARCH_TEST(a_long_text_to_look_for),
        SEARCH_TEST(searching_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
