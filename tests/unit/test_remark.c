/* SPDX-License-Identifier: MIT */
/*
 * test_remark.c — the words of a `#` line.
 */
#include "bootwatch/remark.h"

#include "exact.h"

#define assert_value(line, key, expected)                            \
    do {                                                             \
        char value_[64];                                             \
        assert_true(remark_text(line, key, value_, sizeof(value_))); \
        assert_string_equal(value_, expected);                       \
    } while (0)

#define assert_no_value(line, key)                                    \
    do {                                                              \
        char value_[64] = "before";                                   \
        assert_false(remark_text(line, key, value_, sizeof(value_))); \
        assert_string_equal(value_, "");                              \
    } while (0)

static void test_the_kind_is_a_whole_word(void **state)
{
    (void)state;
    assert_true(remark_is("# end verdict=pass", "end"));
    assert_true(remark_is("# end", "end"));
    assert_false(remark_is("# ending", "end"));
    assert_false(remark_is("#end", "end"));
    assert_false(remark_is(" # end", "end"));
    assert_false(remark_is("", "end"));
    assert_false(remark_is("#", "end"));
}

static void test_a_plain_value_ends_at_a_space(void **state)
{
    (void)state;
    assert_value("# end verdict=pass passed=1", "verdict", "pass");
    assert_value("# end verdict=pass passed=1", "passed", "1");
    assert_value("# a=", "a", "");
    assert_value("# a= b=1", "a", "");
    assert_value("#  a=1   b=2 ", "b", "2");
}

static void test_a_quoted_value_may_hold_anything(void **state)
{
    (void)state;
    assert_value("# panic what=\"invalid opcode\" rip=1", "what", "invalid opcode");
    assert_value("# panic what=\"invalid opcode\" rip=1", "rip", "1");
    assert_value("# a=\"say \\\"hi\\\" \\\\ there\" b=2", "a", "say \"hi\" \\ there");
    assert_value("# a=\"say \\\"hi\\\" b=3\" b=2", "b", "2");
    assert_value("# a=\"\"", "a", "");
}

static void test_a_key_inside_a_value_is_no_key(void **state)
{
    (void)state;
    assert_value("# machine=\"how=reset\" how=halt", "how", "halt");
    assert_no_value("# cmdline=\"mode=debug how=reset\"", "how");
    assert_no_value("# somehow=reset", "how");
    assert_no_value("# how", "how");
    assert_no_value("", "how");
}

static void test_a_quote_that_is_never_closed_ends_with_the_line(void **state)
{
    (void)state;
    assert_value("# a=\"open end", "a", "open end");
    assert_value("# a=\"back\\", "a", "back\\");
    assert_no_value("# a=\"open b=2", "b");
}

static void test_a_long_value_is_cut(void **state)
{
    char value[4];

    (void)state;
    assert_true(remark_text("# a=12345", "a", value, sizeof(value)));
    assert_string_equal(value, "123");
    assert_true(remark_text("# a=\"12345\"", "a", value, 1));
    assert_string_equal(value, "");
}

static void test_numbers_are_digits_only(void **state)
{
    uint64_t value = 7;

    (void)state;
    assert_true(remark_number("# a=0 b=18446744073709551615", "b", &value));
    assert_true(value == UINT64_MAX);
    value = 7;
    assert_false(remark_number("# a=18446744073709551616", "a", &value));
    assert_false(remark_number("# a=99999999999999999999999999999999", "a", &value));
    assert_false(remark_number("# a=-1 b= c=1x", "a", &value));
    assert_false(remark_number("# a=-1 b= c=1x", "b", &value));
    assert_false(remark_number("# a=-1 b= c=1x", "c", &value));
    assert_false(remark_number("# a=-1 b= c=1x", "d", &value));
    assert_int_equal(value, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_kind_is_a_whole_word),
        cmocka_unit_test(test_a_plain_value_ends_at_a_space),
        cmocka_unit_test(test_a_quoted_value_may_hold_anything),
        cmocka_unit_test(test_a_key_inside_a_value_is_no_key),
        cmocka_unit_test(test_a_quote_that_is_never_closed_ends_with_the_line),
        cmocka_unit_test(test_a_long_value_is_cut),
        cmocka_unit_test(test_numbers_are_digits_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
