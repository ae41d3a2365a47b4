/* SPDX-License-Identifier: MIT */
/* test_samples.c — sorting and the middle, against qsort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/samples.h"

#define MANY 200

static int order(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void sorts_as_qsort_does(void **state)
{
    uint64_t ours[MANY], theirs[MANY];

    (void)state;
    srandom(7);
    for (unsigned count = 0; count <= MANY; count++) {
        for (unsigned i = 0; i < count; i++)
            ours[i] = theirs[i] = (uint64_t)random() << 33 ^ (uint64_t)(random() % 5);
        samples_sort(ours, count);
        qsort(theirs, count, sizeof(theirs[0]), order);
        assert_memory_equal(ours, theirs, count * sizeof(ours[0]));
    }
}

static void the_middle_one(void **state)
{
    const uint64_t odd[] = { 1, 5, 90 }, even[] = { 1, 5, 8, 90 };
    const uint64_t large[] = { UINT64_MAX - 2, UINT64_MAX };

    (void)state;
    assert_int_equal(samples_median(odd, 3), 5);
    assert_int_equal(samples_median(even, 4), 6);
    assert_int_equal(samples_median(odd, 1), 1);
    assert_int_equal(samples_median(large, 2), UINT64_MAX - 1);
    assert_int_equal(samples_median(odd, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_as_qsort_does),
        cmocka_unit_test(the_middle_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
