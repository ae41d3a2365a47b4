/* SPDX-License-Identifier: MIT */
/* test_pager.c — how much fits on a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pager.h"

static struct pager pager;

static size_t fits(const char *text)
{
    return pager_take(&pager, text, strlen(text));
}

static void rows_are_counted(void **state)
{
    (void)state;
    pager_init(&pager, 80, 2);
    assert_int_equal(fits("one\ntwo\nthree\n"), 8);
    assert_int_equal(fits("three\n"), 0);
    pager_go_on(&pager, 1);
    assert_int_equal(fits("three\nfour\n"), 6);
    pager_init(&pager, 80, 2);
    assert_int_equal(fits("one\n"), 4);
    assert_int_equal(fits("two"), 3);
    assert_int_equal(fits("\n"), 1);
    assert_int_equal(fits("three"), 0);
    assert_int_equal(fits(""), 0);
}

static void long_lines_count_for_more(void **state)
{
    (void)state;
    pager_init(&pager, 4, 3);
    assert_int_equal(fits("1234567890ab"), 12); /* the third row is full, not over */
    assert_int_equal(fits("c"), 0);
    pager_init(&pager, 4, 3);
    assert_int_equal(fits("1234\n1234\n12345"), 14);
    pager_go_on(&pager, 1);
    assert_int_equal(fits("5\n6"), 2);
    pager_init(&pager, 4, 1);
    assert_int_equal(fits("1234\r12345"), 9); /* CR goes back */
}

static void what_takes_no_room(void **state)
{
    (void)state;
    pager_init(&pager, 4, 1);
    assert_int_equal(fits("\033[1;31mab\033[0m€é\033[1A\033M\a"), 25);
    assert_int_equal(fits("x"), 0);
    /* A sequence cut in two, and one that waits for the next page. */
    pager_init(&pager, 4, 1);
    assert_int_equal(fits("abcd\033["), 6);
    assert_int_equal(fits("31"), 2);
    assert_int_equal(fits("m\n"), 2);
    assert_int_equal(fits("\033[0mx"), 0);
    pager_go_on(&pager, 1);
    assert_int_equal(fits("\033[0mwxyz\n"), 9);
}

static void nonsense_is_survived(void **state)
{
    (void)state;
    pager_init(&pager, 0, 0);
    assert_int_equal(fits("x"), 0);
    pager_go_on(&pager, 1);
    assert_int_equal(fits("xy"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_counted),
        cmocka_unit_test(long_lines_count_for_more),
        cmocka_unit_test(what_takes_no_room),
        cmocka_unit_test(nonsense_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
