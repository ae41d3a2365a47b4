/* SPDX-License-Identifier: MIT */
/* test_log_level.c — names and digits of levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/error.h"
#include "lib/log.h"
#include "lib/log_level.h"

static void names_and_digits(void **state)
{
    char digit[] = "0";

    (void)state;
    for (unsigned level = 0; level <= LOG_DEBUG; level++) {
        digit[0] = (char)('0' + level);
        assert_int_equal(log_level_find(log_level_name(level)), level);
        assert_int_equal(log_level_find(digit), level);
    }
    assert_int_equal(log_level_find("err"), LOG_ERR);
    assert_int_equal(log_level_find("notice"), LOG_NOTICE);
    assert_null(log_level_name(LOG_DEBUG + 1));
    assert_int_equal(log_level_find("8"), -E_INVAL);
    assert_int_equal(log_level_find(""), -E_INVAL);
    assert_int_equal(log_level_find("Err"), -E_INVAL);
    assert_int_equal(log_level_find("18446744073709551617"), -E_INVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
