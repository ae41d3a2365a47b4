/* SPDX-License-Identifier: MIT */
/* tests/unit/test_phases.c — phases come back in order; what finds no room is left out. */
#include "lib/phases.h"

#include "exact.h"

static void test_order_and_room(void **state)
{
    (void)state;
    assert_null(phase_at(0));
    for (uint64_t i = 0; i < PHASES_MAX + 3; i++)
        phase_end(i % 2 ? "odd" : "even", 100 + i);
    for (unsigned i = 0; i < PHASES_MAX; i++) {
        assert_int_equal(phase_at(i)->end, 100 + i);
        assert_string_equal(phase_at(i)->name, i % 2 ? "odd" : "even");
    }
    assert_null(phase_at(PHASES_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_order_and_room) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
