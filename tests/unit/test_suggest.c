/* SPDX-License-Identifier: MIT */
/* test_suggest.c — how far words are apart, and what is near enough to be meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/suggest.h"

static const char *nearest(const char *word)
{
    static const char *const names[] = { "help",     "clear", "echo", "dmesg", "log",
                                         "mem",      "irq",   "cpu",  "date",  "reboot",
                                         "poweroff", "diag",  "mods" };
    struct suggest suggest;

    suggest_begin(&suggest, word);
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        suggest_offer(&suggest, names[i]);
    return suggest.nearest;
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(suggest_distance("", ""), 0);
    assert_int_equal(suggest_distance("", "abc"), 3);
    assert_int_equal(suggest_distance("abc", ""), 3);
    assert_int_equal(suggest_distance("abc", "abc"), 0);
    assert_int_equal(suggest_distance("abc", "abd"), 1);
    assert_int_equal(suggest_distance("abc", "ac"), 1);
    assert_int_equal(suggest_distance("ac", "abc"), 1);
    assert_int_equal(suggest_distance("abcd", "acbd"), 1);
    assert_int_equal(suggest_distance("kitten", "sitting"), 3);
    assert_int_equal(suggest_distance("ca", "abc"), 3);
}

static void long_words_are_not_compared(void **state)
{
    char longest[SUGGEST_BYTES_MAX], longer[SUGGEST_BYTES_MAX + 1];

    (void)state;
    memset(longest, 'x', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    memset(longer, 'x', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(suggest_distance(longest, ""), SUGGEST_BYTES_MAX - 1);
    assert_int_equal(suggest_distance(longest, longest), 0);
    assert_int_equal(suggest_distance(longest, longer), SUGGEST_BYTES_MAX);
    assert_int_equal(suggest_distance(longer, longest), SUGGEST_BYTES_MAX);
    assert_null(nearest(longer));
}

static void what_was_meant(void **state)
{
    (void)state;
    assert_string_equal(nearest("hlep"), "help");
    assert_string_equal(nearest("hel"), "help");
    assert_string_equal(nearest("demsg"), "dmesg");
    assert_string_equal(nearest("rebot"), "reboot");
    assert_string_equal(nearest("powerof"), "poweroff");
    assert_string_equal(nearest("power"), "poweroff"); /* its beginning */
    assert_string_equal(nearest("mes"), "mem");
    assert_string_equal(nearest("cpi"), "cpu");
}

static void what_was_not(void **state)
{
    (void)state;
    assert_null(nearest(""));
    assert_null(nearest("x"));
    assert_null(nearest("xyz"));
    assert_null(nearest("ls"));
    assert_null(nearest("shutdown"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(long_words_are_not_compared),
        cmocka_unit_test(what_was_meant),
        cmocka_unit_test(what_was_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
