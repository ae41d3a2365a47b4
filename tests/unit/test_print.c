/* SPDX-License-Identifier: MIT */
/* tests/unit/test_print.c — formatted print, against the host's wherever ISO C defines it. */
#include "lib/print.h"

#include "exact.h"

#include <limits.h>
#include <stdio.h>

#define TEXT_MAX 128

static void assert_printed(const char *expected, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    int length;

    va_start(args, format);
    length = print_vformat(text, sizeof(text), format, args);
    va_end(args);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
}

/* Both print the same number by the same format. */
static void same_as_host(const char *format, unsigned long long value)
{
    char ours[TEXT_MAX], theirs[TEXT_MAX];
    int our_length = print_format(ours, sizeof(ours), format, value);
    int their_length = snprintf(theirs, sizeof(theirs), format, value);

    if (our_length != their_length || strcmp(ours, theirs) != 0)
        fail_msg("\"%s\" of 0x%llx: \"%s\", the host has \"%s\"", format, value, ours, theirs);
}

/* One set of flags, width, precision and length, with every conversion and many values. */
static void conversions_try(const char *spec)
{
    static const unsigned long long values[] = {
        0,          1,         9,          10,      0x7f,     0x80,      0xff,
        0x7fff,     0x8000,    0xffff,     INT_MAX, UINT_MAX, LLONG_MAX, LLONG_MIN,
        ULLONG_MAX, 123456789, 1ull << 31, -42ull,  -10ull,
    };

    for (const char *c = "diuxX"; *c; c++) {
        char format[32];

        if (strchr(spec, '#') && strchr("diu", *c))
            continue; /* undefined */
        snprintf(format, sizeof(format), "<%%%s%c>", spec, *c);
        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++)
            same_as_host(format, values[v]);
    }
}

static void test_numbers(void **state)
{
    static const char *const flags[] = { "", "-", "0", "#", "-#", "0#", "-0", "#0-" };
    static const char *const widths[] = { "", "1", "7", "25" };
    static const char *const precisions[] = { "", ".", ".0", ".1", ".3", ".22" };
    static const char *const lengths[] = { "hh", "h", "", "l", "ll", "z" };

    (void)state;
    for (unsigned i = 0; i < 8 * 4 * 6 * 6; i++) {
        char spec[16];

        snprintf(spec, sizeof(spec), "%s%s%s%s", flags[i % 8], widths[i / 8 % 4],
                 precisions[i / 8 / 4 % 6], lengths[i / 8 / 4 / 6]);
        conversions_try(spec);
    }
}

static void test_strings(void **state)
{
    (void)state;
    assert_printed("plain", "plain");
    assert_printed("", "");
    assert_printed("a bc d", "a %s %c", "bc", 'd');
    assert_printed("[   abc][abc   ][ab][    ab]", "[%6s][%-6s][%.2s][%6.2s]", "abc", "abc", "abc",
                   "abc");
    assert_printed("[  x][x  ]", "[%3c][%-3c]", 'x', 'x');
    assert_printed("(null)", "%s", NULL);
    assert_printed("[(nu]", "[%.3s]", NULL);
    assert_printed("100%", "%d%%", 100);
    assert_printed("[]", "[%.0s]", "abc");
    assert_printed("[  a][  abc]", "[%03c][%05s]", 'a', "abc"); /* blanks, not zeros */
}

static void test_string_without_nul(void **state)
{
    uint8_t *bytes = exact_copy("abcd", 4);

    (void)state;
    assert_printed("abcd", "%.4s", bytes);
    assert_printed("abc", "%.*s", 3, bytes);
    free(bytes);
}

static void test_pointers(void **state)
{
    (void)state;
    assert_printed("0x0000000000000000", "%p", NULL);
    assert_printed("0xffffffff80101000", "%p", (void *)0xffffffff80101000);
    assert_printed("[  0x00000000000b8000]", "[%20p]", (void *)0xb8000);
    assert_printed("[0x00000000000b8000  ]", "[%-20p]", (void *)0xb8000);
}

static void test_stars(void **state)
{
    (void)state;
    assert_printed("[   42]", "[%*d]", 5, 42);
    assert_printed("[42   ]", "[%*d]", -5, 42);
    assert_printed("[00042]", "[%.*d]", 5, 42);
    assert_printed("[42]", "[%.*d]", -5, 42);
    assert_printed("[  042]", "[%*.*d]", 5, 3, 42);
}

/* What is no conversion takes no argument: what follows still gets its own. */
static void test_unknown(void **state)
{
    (void)state;
    assert_printed("%q 7", "%q %d", 7);
    assert_printed("%-8.3lk 7", "%-8.3lk %d", 7);
    assert_printed("%+d 7", "%+d %d", 7);
    assert_printed("%n7", "%n%d", 7);
    assert_printed("%f 7", "%f %d", 7);
    assert_printed("100%", "100%");
    assert_printed("%-", "%-");
    assert_printed("%l", "%l");
    assert_printed("%.", "%.");
}

static void test_room(void **state)
{
    static const char expected[] = "abc -12345 0x1f     end";

    (void)state;
    for (size_t size = 0; size <= sizeof(expected) + 3; size++) {
        char *to = malloc(size);
        int length = print_format(to, size, "abc %d %#-8x %s", -12345, 0x1f, "end");

        assert_int_equal(length, strlen(expected));
        if (size > 0) {
            size_t kept = size - 1 < strlen(expected) ? size - 1 : strlen(expected);

            assert_memory_equal(to, expected, kept);
            assert_int_equal(to[kept], '\0');
        }
        free(to);
    }
}

/* Longer than an int can say: the start of the text is right, and the length does not wrap. */
static void assert_huge(const char *start, const char *format, ...)
{
    char text[16];
    va_list args;

    va_start(args, format);
    assert_int_equal(print_vformat(text, sizeof(text), format, args), INT_MAX);
    va_end(args);
    assert_string_equal(text, start);
}

static void test_huge(void **state)
{
    (void)state;
    assert_huge("               ", "%2147483647d", 1);
    assert_huge("               ", "%99999999999999999999d", 1);
    assert_huge("               ", "%2147483647d%2147483647d%9d", 1, 2, 3);
    assert_huge("1              ", "%*d", INT_MIN, 1);
    assert_huge("000000000000000", "%.2147483647d", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_string_without_nul),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_stars),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
