/* SPDX-License-Identifier: MIT */
/* test_completion.c — candidates that fit, and what they have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/completion.h"

static unsigned visited;

static void visit(void *context, const char *candidate)
{
    assert_string_equal(candidate, visited++ == 0 ? "peek" : "peek16");
    assert_ptr_equal(context, &visited);
}

static void the_common_beginning(void **state)
{
    struct completion completion = { .visit = visit, .context = &visited };

    (void)state;
    assert_true(completion_begin(&completion, "peXX", 2));
    assert_string_equal(completion.common, "pe");
    completion_offer(&completion, "poke");
    assert_int_equal(completion.matches, 0);
    assert_string_equal(completion.common, "pe");
    completion_offer(&completion, "peek");
    assert_string_equal(completion.common, "peek");
    completion_offer(&completion, "peek16");
    assert_string_equal(completion.common, "peek");
    assert_int_equal(completion.matches, 2);
    assert_int_equal(completion.longest, 6);
    assert_int_equal(visited, 2);
}

static void the_longer_one_first(void **state)
{
    struct completion completion = { .visit = NULL };

    (void)state;
    completion_begin(&completion, "", 0);
    completion_offer(&completion, "peek16");
    completion_offer(&completion, "peek8");
    completion_offer(&completion, "peek");
    assert_string_equal(completion.common, "peek");
    completion_offer(&completion, "x");
    assert_string_equal(completion.common, "");
    assert_int_equal(completion.matches, 4);
}

static void what_is_too_long(void **state)
{
    char text[COMPLETION_BYTES_MAX + 1];
    struct completion completion = { .visit = NULL };

    (void)state;
    memset(text, 'a', sizeof(text));
    text[COMPLETION_BYTES_MAX] = '\0';
    assert_false(completion_begin(&completion, text, COMPLETION_BYTES_MAX));
    assert_true(completion_begin(&completion, text, COMPLETION_BYTES_MAX - 1));
    completion_offer(&completion, text);
    assert_int_equal(completion.matches, 0);
    completion_offer(&completion, text + 1);
    assert_int_equal(completion.matches, 1);
    assert_int_equal(completion.longest, COMPLETION_BYTES_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_common_beginning),
        cmocka_unit_test(the_longer_one_first),
        cmocka_unit_test(what_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
