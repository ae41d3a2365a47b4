/* SPDX-License-Identifier: MIT */
/* tests/unit/test_virtual_area.c — stretches never meet, whatever is taken and given. */
#include "mm/virtual_area.h"

#include "lib/error.h"

#include "exact.h"

#define PAGE  UINT64_C(0x1000)
#define LARGE UINT64_C(0x200000)
#define START UINT64_C(0xffffc00000000000)

static struct virtual_area area;

static int fresh(void **state)
{
    (void)state;
    memset(&area, 0, sizeof(area));
    area.start = START;
    area.end = START + 64 * LARGE;
    return 0;
}

static void area_judge(void)
{
    uint64_t before = area.start;

    for (unsigned i = 0; i < area.count; i++) {
        assert_true(area.spans[i].start >= before + PAGE);
        assert_true(area.spans[i].end > area.spans[i].start);
        before = area.spans[i].end;
    }
    assert_true(before + PAGE <= area.end);
}

static void test_first_fit(void **state)
{
    uint64_t a, b, c;

    (void)state;
    a = virtual_area_take(&area, PAGE, PAGE, 0);
    b = virtual_area_take(&area, 3 * PAGE, PAGE, 0);
    c = virtual_area_take(&area, PAGE, PAGE, 0);
    assert_int_equal(a, START + PAGE);
    assert_int_equal(b, START + 3 * PAGE);
    assert_int_equal(c, START + 7 * PAGE);
    assert_int_equal(virtual_area_give(&area, b), 0);
    assert_int_equal(virtual_area_give(&area, b), -E_INVAL);
    assert_int_equal(virtual_area_take(&area, 4 * PAGE, PAGE, 0), START + 9 * PAGE);
    assert_int_equal(virtual_area_take(&area, 2 * PAGE, PAGE, 0), b);
    area_judge();
}

static void test_alignment(void **state)
{
    (void)state;
    assert_int_equal(virtual_area_take(&area, 4 * LARGE, LARGE, 0), START + LARGE);
    assert_int_equal(virtual_area_take(&area, LARGE, LARGE, 5 * PAGE),
                     START + 5 * LARGE + 5 * PAGE);
    assert_int_equal(virtual_area_take(&area, PAGE, LARGE, PAGE), START + PAGE);
    area_judge();
}

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(virtual_area_take(&area, 0, PAGE, 0), 0);
    assert_int_equal(virtual_area_take(&area, 64 * LARGE, PAGE, 0), 0);
    assert_int_equal(virtual_area_take(&area, UINT64_MAX - PAGE + 1, PAGE, 0), 0);
    assert_int_equal(virtual_area_take(&area, 64 * LARGE - 2 * PAGE, PAGE, 0), START + PAGE);
    assert_int_equal(virtual_area_take(&area, PAGE, PAGE, 0), 0);
    assert_int_equal(virtual_area_give(&area, START), -E_INVAL);
    fresh(NULL);
    for (unsigned i = 0; i < VIRTUAL_AREA_SPANS; i++)
        assert_int_not_equal(virtual_area_take(&area, PAGE, PAGE, 0), 0);
    assert_int_equal(virtual_area_take(&area, PAGE, PAGE, 0), 0);
    area_judge();
}

static void test_random(void **state)
{
    uint64_t random = 5, held[256];
    unsigned count = 0;

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        if (count > 0 && (count == ARRAY_SIZE(held) || exact_random(&random) % 2)) {
            const unsigned n = (unsigned)(exact_random(&random) % count);

            assert_int_equal(virtual_area_give(&area, held[n]), 0);
            held[n] = held[--count];
        } else {
            const uint64_t align = exact_random(&random) % 4 ? PAGE : LARGE;
            const uint64_t offset = exact_random(&random) % (align / PAGE) * PAGE;
            const uint64_t size = (1 + exact_random(&random) % 600) * PAGE;
            const uint64_t at = virtual_area_take(&area, size, align, offset);

            if (at != 0) {
                assert_int_equal(at % align, offset);
                held[count++] = at;
            }
        }
        assert_int_equal(area.count, count);
        if (i % 64 == 0)
            area_judge();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_fit, fresh),
        cmocka_unit_test_setup(test_alignment, fresh),
        cmocka_unit_test_setup(test_refused, fresh),
        cmocka_unit_test_setup(test_random, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
