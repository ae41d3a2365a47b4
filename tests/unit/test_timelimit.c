/* SPDX-License-Identifier: MIT */
/*
 * test_timelimit.c — moments to come, gone and never.
 */
#include "common/timelimit.h"

#include "exact.h"

#include <limits.h>

static void test_never(void **state)
{
    (void)state;
    assert_true(timelimit_after_ms(-1) == TIMELIMIT_NEVER);
    assert_true(timelimit_after_ms(INT64_MAX) == TIMELIMIT_NEVER);
    assert_true(timelimit_after_ms(INT64_MAX - 1) == TIMELIMIT_NEVER);
    assert_false(timelimit_is_over(TIMELIMIT_NEVER));
    assert_int_equal(timelimit_left_ms(TIMELIMIT_NEVER), -1);
}

static void test_a_moment_gone(void **state)
{
    (void)state;
    assert_true(timelimit_is_over(timelimit_now_ms() - 5));
    assert_true(timelimit_is_over(timelimit_after_ms(0)));
    assert_int_equal(timelimit_left_ms(timelimit_now_ms() - 5), 0);
    assert_int_equal(timelimit_left_ms(INT64_MIN / 2), 0);
}

static void test_a_moment_to_come(void **state)
{
    int64_t limit = timelimit_after_ms(60000);
    int left = timelimit_left_ms(limit);

    (void)state;
    assert_false(timelimit_is_over(limit));
    assert_true(left > 50000 && left <= 60000);
    assert_int_equal(timelimit_left_ms(timelimit_now_ms() + 2ll * INT_MAX), INT_MAX);
}

static void test_the_earlier_wins(void **state)
{
    (void)state;
    assert_true(timelimit_earlier(5, TIMELIMIT_NEVER) == 5);
    assert_true(timelimit_earlier(TIMELIMIT_NEVER, 5) == 5);
    assert_true(timelimit_earlier(4, 5) == 4);
    assert_true(timelimit_earlier(TIMELIMIT_NEVER, TIMELIMIT_NEVER) == TIMELIMIT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never),
        cmocka_unit_test(test_a_moment_gone),
        cmocka_unit_test(test_a_moment_to_come),
        cmocka_unit_test(test_the_earlier_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
