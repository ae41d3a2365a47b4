/* SPDX-License-Identifier: MIT */
/* tests/unit/test_str.c — strings: lengths, copies into too little room, splitting into words. */
#include "lib/str.h"

#include "lib/error.h"

#include "exact.h"

static void test_length(void **state)
{
    uint8_t *unended = exact_copy("abc", 3);

    (void)state;
    assert_int_equal(str_length(""), 0);
    assert_int_equal(str_length("abc"), 3);
    assert_int_equal(str_length_max("abc", 10), 3);
    assert_int_equal(str_length_max((char *)unended, 3), 3);
    assert_int_equal(str_length_max((char *)unended, 0), 0);
    free(unended);
}

static void test_compare(void **state)
{
    (void)state;
    assert_true(str_equal("", ""));
    assert_true(str_equal("abc", "abc"));
    assert_false(str_equal("abc", "abcd"));
    assert_false(str_equal("abcd", "abc"));
    assert_false(str_equal("abc", "abd"));
    assert_true(str_starts_with("abc", ""));
    assert_true(str_starts_with("abc", "ab"));
    assert_true(str_starts_with("abc", "abc"));
    assert_false(str_starts_with("abc", "abcd"));
    assert_false(str_starts_with("", "a"));
}

static void test_copy(void **state)
{
    (void)state;
    for (size_t size = 0; size < 8; size++) {
        char *to = malloc(size);
        int result = str_copy(to, size, "abcd");

        assert_int_equal(result, size >= 5 ? 0 : -E_NOSPACE);
        if (size > 0) {
            assert_memory_equal(to, "abcd", size - 1 < 4 ? size - 1 : 4);
            assert_int_equal(to[size - 1 < 4 ? size - 1 : 4], '\0');
        }
        free(to);
    }
}

static void test_copy_looks_no_further_than_it_needs(void **state)
{
    uint8_t *unended = exact_copy("abcd", 4);
    char to[4];

    (void)state;
    assert_int_equal(str_copy(to, sizeof(to), (char *)unended), -E_NOSPACE);
    assert_string_equal(to, "abc");
    free(unended);
}

static void test_copy_printable(void **state)
{
    static const uint8_t bytes[] = { 'A', 1, 0x7f, 0x80, 0xff, '\n', '~', ' ', 'B', ' ', ' ' };
    uint8_t *unended = exact_copy(bytes, sizeof(bytes));
    char to[32];

    (void)state;
    assert_int_equal(str_copy_printable(to, sizeof(to), unended, sizeof(bytes)), 0);
    assert_string_equal(to, "A?????~ B");
    assert_int_equal(str_copy_printable(to, 10, unended, sizeof(bytes)), 0);
    assert_int_equal(str_copy_printable(to, 9, unended, sizeof(bytes)), -E_NOSPACE);
    assert_string_equal(to, "A?????~ ");
    assert_int_equal(str_copy_printable(to, 0, unended, sizeof(bytes)), -E_NOSPACE);
    assert_int_equal(to[0], 'A');
    assert_int_equal(str_copy_printable(to, sizeof(to), "ab\0cd", 5), 0);
    assert_string_equal(to, "ab");
    assert_int_equal(str_copy_printable(to, sizeof(to), "    ", 4), 0);
    assert_string_equal(to, "");
    assert_int_equal(str_copy_printable(to, sizeof(to), NULL, 0), 0);
    assert_string_equal(to, "");
    free(unended);
}

/* Splits a copy of line in a block of its own and compares with the NULL-ended list. */
static void assert_split(const char *line, const char *const *expected)
{
    char *copy = (char *)exact_copy(line, strlen(line) + 1);
    char *argv[8];
    int count = str_split_words(copy, argv, 8);
    int i;

    for (i = 0; expected[i]; i++) {
        assert_true(i < count);
        assert_string_equal(argv[i], expected[i]);
    }
    assert_int_equal(count, i);
    free(copy);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_split(void **state)
{
    (void)state;
    assert_split("", (const char *const[]){ NULL });
    assert_split(" \t ", (const char *const[]){ NULL });
    assert_split("diag all", WORDS("diag", "all"));
    assert_split("  diag \t all  ", WORDS("diag", "all"));
    assert_split("\"a b\" c", WORDS("a b", "c"));
    assert_split("'a \"b' c", WORDS("a \"b", "c"));
    assert_split("a\"b c\"d e", WORDS("ab cd", "e"));
    assert_split("\"\" x ''", WORDS("", "x", ""));
    assert_split("'a''b'", WORDS("ab"));
}

static void test_split_errors(void **state)
{
    char three[] = "a b c";
    char open_double[] = "a \"b c";
    char open_single[] = "'";
    char *argv[3];

    (void)state;
    assert_int_equal(str_split_words(three, argv, 3), 3);
    memcpy(three, "a b c", sizeof(three));
    assert_int_equal(str_split_words(three, argv, 2), -E_NOSPACE);
    assert_int_equal(str_split_words(open_double, argv, 3), -E_INVAL);
    assert_int_equal(str_split_words(open_single, argv, 3), -E_INVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_copy_looks_no_further_than_it_needs),
        cmocka_unit_test(test_copy_printable),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_split_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
