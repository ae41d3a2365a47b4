/* SPDX-License-Identifier: MIT */
/* tests/unit/test_str_number.c — numbers from strings, up to the last one that fits. */
#include "lib/error.h"
#include "lib/str.h"

#include "exact.h"

#define UNTOUCHED UINT64_C(0x5555)

static void assert_u64(const char *s, int result, uint64_t expected)
{
    uint64_t value = UNTOUCHED;

    assert_int_equal(str_to_u64(s, NULL, &value), result);
    assert_true(value == (result ? UNTOUCHED : expected));
}

static void test_u64(void **state)
{
    (void)state;
    assert_u64("0", 0, 0);
    assert_u64("007", 0, 7);
    assert_u64("115200", 0, 115200);
    assert_u64("0x3f8", 0, 0x3f8);
    assert_u64("0XDEADbeef", 0, 0xdeadbeef);
    assert_u64("18446744073709551615", 0, UINT64_MAX);
    assert_u64("0xffffffffffffffff", 0, UINT64_MAX);
    assert_u64("0x00000000000000000001", 0, 1);
    assert_u64("0x0123456789abcdef", 0, UINT64_C(0x123456789abcdef));
    assert_u64("0xABCDEF", 0, 0xabcdef);
}

static void test_u64_errors(void **state)
{
    (void)state;
    assert_u64("", -E_INVAL, 0);
    assert_u64("x", -E_INVAL, 0);
    assert_u64("-1", -E_INVAL, 0);
    assert_u64("+1", -E_INVAL, 0);
    assert_u64(" 1", -E_INVAL, 0);
    assert_u64("1 ", -E_INVAL, 0);
    assert_u64("12a", -E_INVAL, 0);
    assert_u64("0x", -E_INVAL, 0);
    assert_u64("0xg", -E_INVAL, 0);
    assert_u64("18446744073709551616", -E_RANGE, 0);
    assert_u64("18446744073709551620", -E_RANGE, 0);
    assert_u64("99999999999999999999", -E_RANGE, 0);
    assert_u64("0x10000000000000000", -E_RANGE, 0);
}

/* The neighbours of each run of digits are none. */
static void test_no_digits(void **state)
{
    char text[] = "0x1?";

    (void)state;
    for (int c = 1; c < 256; c++) {
        bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');

        text[3] = (char)c;
        if (!digit)
            assert_u64(text, -E_INVAL, 0);
    }
}

static void test_u64_end(void **state)
{
    const char *s = "0x3f8,115200";
    const char *end = NULL;
    uint64_t value = 0;

    (void)state;
    assert_int_equal(str_to_u64(s, &end, &value), 0);
    assert_ptr_equal(end, s + 5);
    assert_int_equal(value, 0x3f8);
    end = NULL;
    assert_int_equal(str_to_u64(",", &end, &value), -E_INVAL);
    assert_null(end);
    assert_int_equal(value, 0x3f8);
}

static void assert_size(const char *s, int result, uint64_t expected)
{
    uint64_t value = UNTOUCHED;

    assert_int_equal(str_to_size(s, &value), result);
    assert_true(value == (result ? UNTOUCHED : expected));
}

static void test_size(void **state)
{
    (void)state;
    assert_size("4096", 0, 4096);
    assert_size("4K", 0, 4096);
    assert_size("4k", 0, 4096);
    assert_size("64M", 0, 64 << 20);
    assert_size("64m", 0, 64 << 20);
    assert_size("5G", 0, UINT64_C(5) << 30);
    assert_size("2t", 0, UINT64_C(2) << 40);
    assert_size("0x10M", 0, 16 << 20);
    assert_size("16777215T", 0, UINT64_C(16777215) << 40);
    assert_size("16777216T", -E_RANGE, 0);
    assert_size("18446744073709551615", 0, UINT64_MAX);
    assert_size("18446744073709551615K", -E_RANGE, 0);
    assert_size("18446744073709551616", -E_RANGE, 0);
    assert_size("", -E_INVAL, 0);
    assert_size("M", -E_INVAL, 0);
    assert_size("1MB", -E_INVAL, 0);
    assert_size("1KK", -E_INVAL, 0);
    assert_size("1P", -E_INVAL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_u64),       cmocka_unit_test(test_u64_errors),
        cmocka_unit_test(test_no_digits), cmocka_unit_test(test_u64_end),
        cmocka_unit_test(test_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
