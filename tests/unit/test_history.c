/* SPDX-License-Identifier: MIT */
/* test_history.c — what is kept, in which order, and what is found in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "lib/history.h"

static struct history history;

static int fresh(void **state)
{
    (void)state;
    memset(&history, 0, sizeof(history));
    return 0;
}

static void newest_first(void **state)
{
    (void)state;
    assert_null(history_line(&history, 0));
    history_add(&history, "a");
    history_add(&history, "b");
    assert_string_equal(history_line(&history, 0), "b");
    assert_string_equal(history_line(&history, 1), "a");
    assert_null(history_line(&history, 2));
    assert_null(history_line(&history, ~0u));
}

static void what_is_not_kept(void **state)
{
    (void)state;
    history_add(&history, "");
    history_add(&history, "a");
    history_add(&history, "a");
    history_add(&history, "b");
    history_add(&history, "a");
    assert_int_equal(history.count, 3);
}

static void the_oldest_go(void **state)
{
    char line[16];

    (void)state;
    for (unsigned i = 0; i < HISTORY_LINES_MAX + 10; i++) {
        snprintf(line, sizeof(line), "line %u", i);
        history_add(&history, line);
    }
    assert_int_equal(history.count, HISTORY_LINES_MAX);
    assert_string_equal(history_line(&history, 0), line);
    assert_string_equal(history_line(&history, HISTORY_LINES_MAX - 1), "line 10");
    assert_null(history_line(&history, HISTORY_LINES_MAX));
}

static void finding(void **state)
{
    unsigned age = 0;
    size_t at = 99;

    (void)state;
    assert_false(history_find(&history, "a", 1, &age, &at));
    history_add(&history, "abcab");
    history_add(&history, "xyz");
    assert_true(history_find(&history, "ab", 2, &age, &at));
    assert_int_equal(age, 1);
    assert_int_equal(at, 3); /* the last place */
    age = 0;
    assert_true(history_find(&history, "xyz", 3, &age, &at));
    assert_int_equal(age, 0);
    assert_int_equal(at, 0);
    assert_true(history_find(&history, "", 0, &age, &at));
    age = 2;
    assert_false(history_find(&history, "a", 1, &age, &at));
    age = 0;
    assert_false(history_find(&history, "abcabc", 6, &age, &at));
    assert_int_equal(age, 0);
}

static void long_lines_are_cut(void **state)
{
    static char line[2 * LINE_BYTES_MAX];

    (void)state;
    memset(line, 'x', sizeof(line) - 1);
    history_add(&history, line);
    assert_int_equal(strlen(history_line(&history, 0)), LINE_BYTES_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(newest_first, fresh),
        cmocka_unit_test_setup(what_is_not_kept, fresh),
        cmocka_unit_test_setup(the_oldest_go, fresh),
        cmocka_unit_test_setup(finding, fresh),
        cmocka_unit_test_setup(long_lines_are_cut, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
