/* SPDX-License-Identifier: MIT */
/* tests/unit/test_patience.c — a wait ends on a machine that runs, and not on one that stutters. */
#include "exact.h"

#include "lib/patience.c"

#define KHZ 1000000ull /* a counter of 1 GHz */

static int fresh(void **state)
{
    (void)state;
    slowest = 0;
    patience_set_speed(KHZ);
    return 0;
}

/* How much of the counter passes until a wait of ms ends, with looks that far apart. */
static uint64_t time_until_over(unsigned ms, uint64_t apart)
{
    struct patience patience;
    uint64_t now = 5000;

    patience_begin(&patience, now, ms);
    do
        now += apart;
    while (!patience_is_over(&patience, now));
    return now - 5000;
}

static void running_core_waits_as_long_as_told(void **state)
{
    (void)state;
    assert_in_range(time_until_over(10, 1000), 10 * KHZ, 10 * KHZ + 1000);
}

/* A core that gets a hundredth of the time looks a hundred times less often. */
static void stuttering_core_waits_longer(void **state)
{
    (void)state;
    assert_in_range(time_until_over(10, 10 * KHZ), 900 * KHZ, 1100 * KHZ);
}

static void what_took_long_may_again(void **state)
{
    (void)state;
    patience_learn(2 * KHZ);
    patience_learn(1 * KHZ);
    assert_int_equal(patience_for(10), 2 * PATIENCE_OVER_SEEN * KHZ);
    assert_int_equal(patience_for(1000), 1000 * KHZ); /* that was more already */
}

static void there_is_an_end_to_it(void **state)
{
    (void)state;
    patience_learn(UINT64_MAX / 2);
    assert_int_equal(patience_for(10), PATIENCE_MS_MAX * KHZ);
}

static void counter_that_goes_back_does_no_harm(void **state)
{
    struct patience patience;

    (void)state;
    patience_begin(&patience, 1000, 1);
    assert_false(patience_is_over(&patience, 10));
    assert_false(patience_is_over(&patience, 20));
    assert_int_equal(patience.left, KHZ - 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(running_core_waits_as_long_as_told, fresh),
        cmocka_unit_test_setup(stuttering_core_waits_longer, fresh),
        cmocka_unit_test_setup(what_took_long_may_again, fresh),
        cmocka_unit_test_setup(there_is_an_end_to_it, fresh),
        cmocka_unit_test_setup(counter_that_goes_back_does_no_harm, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
