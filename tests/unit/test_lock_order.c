/* SPDX-License-Identifier: MIT */
/* tests/unit/test_lock_order.c — orders of locks that contradict each other, beside a plain search. */
#include "exact.h"

#include "lib/lock_order.h"

static struct lock_order order;

static int fresh(void **state)
{
    (void)state;
    memset(&order, 0, sizeof(order));
    return 0;
}

static void two_locks(void **state)
{
    (void)state;
    assert_true(lock_order_note(&order, 1, 2));
    assert_true(lock_order_note(&order, 1, 2));
    assert_false(lock_order_note(&order, 2, 1));
    assert_true(lock_order_note(&order, 1, 2)); /* the fault has not spoiled what was known */
}

static void chain(void **state)
{
    (void)state;
    for (unsigned i = 0; i + 1 < LOCK_ORDER_MAX; i++)
        assert_true(lock_order_note(&order, i, i + 1));
    assert_false(lock_order_note(&order, LOCK_ORDER_MAX - 1, 0));
    assert_true(lock_order_note(&order, 0, LOCK_ORDER_MAX - 1));
}

static void itself(void **state)
{
    (void)state;
    assert_false(lock_order_note(&order, 7, 7));
}

/* Locks beyond the table are not judged. */
static void too_many(void **state)
{
    (void)state;
    assert_true(lock_order_note(&order, LOCK_ORDER_MAX, 1));
    assert_true(lock_order_note(&order, 1, LOCK_ORDER_MAX));
}

static bool edges[LOCK_ORDER_MAX][LOCK_ORDER_MAX];

static bool leads(unsigned from, unsigned to, bool *seen)
{
    seen[from] = true;
    for (unsigned i = 0; i < LOCK_ORDER_MAX; i++)
        if (edges[from][i] && (i == to || (!seen[i] && leads(i, to, seen))))
            return true;
    return false;
}

static void as_a_plain_search_finds(void **state)
{
    uint64_t random = 1;
    unsigned refused = 0;

    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        const unsigned held = exact_random(&random) % 20, then = exact_random(&random) % 20;
        bool seen[LOCK_ORDER_MAX] = { false };
        const bool is_well = held != then && !leads(then, held, seen);

        assert_int_equal(lock_order_note(&order, held, then), is_well);
        edges[held][then] |= is_well;
        refused += !is_well;
    }
    assert_true(refused > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(two_locks, fresh),
        cmocka_unit_test_setup(chain, fresh),
        cmocka_unit_test_setup(itself, fresh),
        cmocka_unit_test_setup(too_many, fresh),
        cmocka_unit_test_setup(as_a_plain_search_finds, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
