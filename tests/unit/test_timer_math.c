/* SPDX-License-Identifier: MIT */
/* tests/unit/test_timer_math.c — counts for times, and rates of counts. */
#include "exact.h"

#include "lib/timer_math.h"

#define S 1000000000ull

static void counts(void **state)
{
    (void)state;
    assert_int_equal(timer_counts(1000, 62500000, UINT32_MAX), 63); /* 62.5, rounded up */
    assert_int_equal(timer_counts(0, 62500000, UINT32_MAX), 1);     /* 0 would stop it */
    assert_int_equal(timer_counts(1, 1, UINT32_MAX), 1);
    assert_int_equal(timer_counts(10 * S, 100, UINT32_MAX), 1000);
    assert_int_equal(timer_counts(3 * S / 2, 1000000, UINT32_MAX), 1500000);
}

static void counts_are_cut(void **state)
{
    (void)state;
    assert_int_equal(timer_counts(100 * S, 62500000, UINT32_MAX), UINT32_MAX);
    assert_int_equal(timer_counts(UINT64_MAX, 62500000, UINT32_MAX), UINT32_MAX);
    assert_int_equal(timer_counts(S, 0, UINT32_MAX), UINT32_MAX); /* a timer that does not count */
    assert_int_equal(timer_counts(1000 * S, 4000000000, INT64_MAX), 4000000000000);
}

static void rates(void **state)
{
    (void)state;
    assert_int_equal(timer_rate(31250, 500000), 62500000);
    assert_int_equal(timer_rate(0, 500000), 0);
    assert_int_equal(timer_rate(5, 0), 0);
    assert_int_equal(timer_rate(UINT64_MAX, S), 0);
    assert_int_equal(timer_rate(UINT32_MAX, S), UINT32_MAX);
}

static void offsets(void **state)
{
    (void)state;
    assert_int_equal(timer_offset(1000, 1050, 1100), 0); /* in step */
    assert_int_equal(timer_offset(1000, 1149, 1100), 0); /* within the doubt */
    assert_int_equal(timer_offset(1000000, 50, 1000100), 1000000);
    assert_int_equal(timer_offset(1000, 2000050, 1100), -1999000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(counts_are_cut),
        cmocka_unit_test(rates),
        cmocka_unit_test(offsets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
