/* SPDX-License-Identifier: MIT */
/* tests/unit/test_error.c — every error number has a name of its own, and no number has none. */
#include "lib/error.h"

#include "exact.h"

#include <limits.h>

static void test_names_differ(void **state)
{
    (void)state;
    for (int a = 0; a <= E_IO; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(error_name(a), error_name(b));
}

static void test_sign_does_not_matter(void **state)
{
    (void)state;
    for (int e = 0; e <= E_IO; e++)
        assert_string_equal(error_name(e), error_name(-e));
    assert_string_equal(error_name(-E_CRC), "wrong checksum");
}

static void test_unknown(void **state)
{
    static const int unknown[] = { E_IO + 1, -E_IO - 1, INT_MAX, INT_MIN };

    (void)state;
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        assert_string_equal(error_name(unknown[i]), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_differ),
        cmocka_unit_test(test_sign_does_not_matter),
        cmocka_unit_test(test_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
