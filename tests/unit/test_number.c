/* SPDX-License-Identifier: MIT */
/*
 * test_number.c — numbers on command lines: what is taken, and what is not.
 */
#include "common/number.h"

#include "exact.h"

static void test_whole_numbers(void **state)
{
    uint64_t value = 77;

    (void)state;
    assert_true(number_parse("0", 0, &value));
    assert_int_equal(value, 0);
    assert_true(number_parse("65535", 65535, &value));
    assert_int_equal(value, 65535);
    assert_true(number_parse("18446744073709551615", UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    assert_true(number_parse("0007", 9, &value));
    assert_int_equal(value, 7);
}

static void test_what_is_no_number_changes_nothing(void **state)
{
    static const char *const bad[] = { "",   " 1", "1 ",  "-1",    "+1",
                                       "1x", "x",  "0x1", "65536", "99999999999999999999999" };
    uint64_t value = 77;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(number_parse(bad[i], 65535, &value));
    assert_false(number_parse("18446744073709551616", UINT64_MAX, &value));
    assert_false(number_parse("1", 0, &value));
    assert_int_equal(value, 77);
}

static void test_seconds(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = { { "1", 1000 },     { "90", 90000 },
                 { "1.5", 1500 },   { "0.25", 250 },
                 { "0.001", 1 },    { "2.050", 2050 },
                 { "10.0", 10000 }, { "1000000000", 1000000000000 } };
    static const char *const bad[] = { "",       "0",    "0.0",  "0.000", ".5",   "5.",
                                       "1.2345", "-1",   "1s",   "1,5",   "1.5x", "1000000001",
                                       "1e3",    "1..2", "1.-5", "inf",   " 1",   "1. 5" };
    int64_t ms = 77;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(number_parse_seconds(good[i].text, &ms));
        assert_int_equal(ms, good[i].ms);
    }
    ms = 77;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(number_parse_seconds(bad[i], &ms));
    assert_int_equal(ms, 77);
}

static void test_sizes(void **state)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = { { "1", 1 },          { "512", 512 },          { "4K", 4096 },
                 { "16M", 16777216 }, { "1024G", 1ull << 40 }, { "3G", 3ull << 30 } };
    static const char *const bad[] = { "",   "0",   "0K",  "K",     "1KB",           "1k",
                                       "1T", "-1M", "1 M", "1025G", "1099511627777", "1.5M" };
    uint64_t bytes = 77;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(number_parse_bytes(good[i].text, &bytes));
        assert_true(bytes == good[i].bytes);
    }
    bytes = 77;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(number_parse_bytes(bad[i], &bytes));
    assert_int_equal(bytes, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_what_is_no_number_changes_nothing),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
