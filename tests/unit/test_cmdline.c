/* SPDX-License-Identifier: MIT */
/* tests/unit/test_cmdline.c — the command line, with lines as GRUB 2.06 really delivered them. */
#include "lib/cmdline.h"

#include "lib/error.h"

#include "exact.h"

#include <stdio.h>

static struct cmdline cmdline;

/* Parses line from a block without its NUL. */
static int parse(const char *line)
{
    char *copy = (char *)exact_copy(line, strlen(line));
    int result;

    memset(&cmdline, 0xa5, sizeof(cmdline));
    result = cmdline_parse(&cmdline, copy, strlen(line));
    free(copy);
    return result;
}

/* The words must be these keys and values, in this order; a value NULL means there was no '='. */
static void assert_words(const char *line, size_t count, const struct cmdline_word *expected)
{
    int result = parse(line);

    if (result != (int)count)
        fail_msg("%s: %d words, not %zu", line, result, count);
    assert_int_equal(cmdline.count, count);
    for (size_t i = 0; i < count; i++) {
        const struct cmdline_word *word = &cmdline.words[i];

        assert_string_equal(word->key, expected[i].key);
        assert_int_equal(!word->value, !expected[i].value);
        if (word->value)
            assert_string_equal(word->value, expected[i].value);
    }
}

#define ASSERT_WORDS(line, ...)                                                                \
    assert_words(line,                                                                         \
                 sizeof((struct cmdline_word[]){ __VA_ARGS__ }) / sizeof(struct cmdline_word), \
                 (struct cmdline_word[]){ __VA_ARGS__ })

/*
 * Recorded. The menu entry had these words: console=ttyS0,115200n8 mode=release
 * 'autorun=diag all; poweroff' 'say=it'"'"'s "quoted" and \ back' 'x\y="z"' 'tab<TAB>here' ''
 * 'hex=\x41' last
 */
static const char recorded[] = "console=ttyS0,115200n8 mode=release \"autorun=diag all; poweroff\" "
                               "\"say=it\\'s \\\"quoted\\\" and \\\\ back\" x\\\\y=\\\"z\\\" "
                               "tab\there  hex=\\\\x41 last";

static void test_recorded(void **state)
{
    (void)state;
    ASSERT_WORDS(recorded, { "console", "ttyS0,115200n8" }, { "mode", "release" },
                 { "autorun", "diag all; poweroff" }, { "say", "it's \"quoted\" and \\ back" },
                 { "x\\y", "\"z\"" }, { "tab", NULL }, { "here", NULL }, { "hex", "\\x41" },
                 { "last", NULL });
}

static void test_empty(void **state)
{
    (void)state;
    assert_int_equal(parse(""), 0);
    assert_int_equal(parse("   \t\r\n "), 0);
    assert_int_equal(parse("\"\" ''"), 0);
    assert_int_equal(cmdline_parse(&cmdline, "ab\0cd", 5), 1);
    assert_string_equal(cmdline.words[0].key, "ab");
}

static void test_plain(void **state)
{
    (void)state;
    ASSERT_WORDS("a", { "a", NULL });
    ASSERT_WORDS("  a  b=c  ", { "a", NULL }, { "b", "c" });
    ASSERT_WORDS("b=", { "b", "" });
    ASSERT_WORDS("b=c=d", { "b", "c=d" });
    ASSERT_WORDS("=x", { "", "x" });
}

static void test_quotes(void **state)
{
    (void)state;
    /* As GRUB writes it, and as a person would. */
    ASSERT_WORDS("\"autorun=diag all; poweroff\"", { "autorun", "diag all; poweroff" });
    ASSERT_WORDS("autorun=\"diag all; poweroff\"", { "autorun", "diag all; poweroff" });
    ASSERT_WORDS("autorun='diag all; poweroff' x", { "autorun", "diag all; poweroff" },
                 { "x", NULL });
    ASSERT_WORDS("'a b'", { "a b", NULL });
    ASSERT_WORDS("a=\"\"", { "a", "" });
    ASSERT_WORDS("a=\"b=c d\"", { "a", "b=c d" });
    ASSERT_WORDS("'a \"b'", { "a \"b", NULL });
    ASSERT_WORDS("\"a=b 'c\"", { "a", "b 'c" });
    /* What follows the closing quote still belongs to the word. */
    ASSERT_WORDS("\"a b\"c=d e", { "a bc", "d" }, { "e", NULL });
}

/* A quote elsewhere is an ordinary character. */
static void test_quotes_elsewhere(void **state)
{
    (void)state;
    ASSERT_WORDS("it's 5\" x", { "it's", NULL }, { "5\"", NULL }, { "x", NULL });
    ASSERT_WORDS("a=b\"c d\"", { "a", "b\"c" }, { "d\"", NULL });
    ASSERT_WORDS("a=b='c d'", { "a", "b='c" }, { "d'", NULL });
    ASSERT_WORDS("a=\"b\"\"c", { "a", "b\"c" });
    ASSERT_WORDS("\"a='b c'\"", { "a", "'b c'" });
}

static void test_backslashes(void **state)
{
    (void)state;
    ASSERT_WORDS("a\\\\b \\\"c \\'d", { "a\\b", NULL }, { "\"c", NULL }, { "'d", NULL });
    ASSERT_WORDS("a=\\\"b c\\\"", { "a", "\"b" }, { "c\"", NULL });
    ASSERT_WORDS("a\\b \\ c\\", { "a\\b", NULL }, { "\\", NULL }, { "c\\", NULL });
    ASSERT_WORDS("\"a\\\" b\"", { "a\" b", NULL });
    ASSERT_WORDS("\\\\\"a", { "\\\"a", NULL });
    ASSERT_WORDS("a\\=b", { "a\\", "b" });
}

static void test_unclosed_keeps_what_came_before(void **state)
{
    (void)state;
    assert_int_equal(parse("mode=debug autorun=\"diag all"), -E_INVAL);
    assert_int_equal(cmdline.count, 1);
    assert_string_equal(cmdline_value(&cmdline, "mode"), "debug");
    assert_null(cmdline_value(&cmdline, "autorun"));
    assert_int_equal(parse("a \""), -E_INVAL);
    assert_int_equal(parse("'"), -E_INVAL);
    assert_int_equal(parse("\"a\\\""), -E_INVAL);
}

static void test_too_many_words(void **state)
{
    char line[CMDLINE_WORDS_MAX * 2 + 8] = "";

    (void)state;
    for (int i = 0; i < CMDLINE_WORDS_MAX; i++)
        strcat(line, "w ");
    assert_int_equal(parse(line), CMDLINE_WORDS_MAX);
    strcat(line, "w");
    assert_int_equal(parse(line), -E_NOSPACE);
    assert_int_equal(cmdline.count, CMDLINE_WORDS_MAX);
}

/* A word that does not fit is left out whole: half of a value is worse than none. */
static void test_too_many_bytes(void **state)
{
    (void)state;
    for (size_t length = CMDLINE_BYTES_MAX - 8; length < CMDLINE_BYTES_MAX + 8; length++) {
        char *line = malloc(length + 1);
        bool fits = length < CMDLINE_BYTES_MAX;

        memset(line, 'x', length);
        memcpy(line, "a=b ", 4);
        line[length] = '\0';
        assert_int_equal(parse(line), fits ? 2 : -E_NOSPACE);
        assert_string_equal(cmdline_value(&cmdline, "a"), "b");
        assert_int_equal(cmdline.count, fits ? 2 : 1);
        /* The same bytes as short words. */
        for (size_t i = 1; i < length; i += 2)
            line[i] = '\t';
        assert_int_equal(parse(line), -E_NOSPACE);
        free(line);
    }
}

static void test_value(void **state)
{
    (void)state;
    parse("console=tty0 console=ttyS0,115200n8 quiet loglevel=4 console");
    assert_string_equal(cmdline_value(&cmdline, "loglevel"), "4");
    assert_string_equal(cmdline_value(&cmdline, "quiet"), "");
    assert_string_equal(cmdline_value(&cmdline, "console"), "");
    assert_string_equal(cmdline_value_at(&cmdline, "console", 0), "tty0");
    assert_string_equal(cmdline_value_at(&cmdline, "console", 1), "ttyS0,115200n8");
    assert_string_equal(cmdline_value_at(&cmdline, "console", 2), "");
    assert_null(cmdline_value_at(&cmdline, "console", 3));
    assert_null(cmdline_value(&cmdline, "log"));
    assert_null(cmdline_value(&cmdline, "loglevel="));
}

/* Every line of six characters that mean something: the table must stay sound. */
static void test_all_short_lines(void **state)
{
    static const char alphabet[] = "a= \"'\\";

    (void)state;
    for (unsigned number = 0; number < 6 * 6 * 6 * 6 * 6 * 6; number++) {
        char line[7] = "";
        unsigned rest = number;
        int result;

        for (int i = 0; i < 6; i++, rest /= 6)
            line[i] = alphabet[rest % 6];
        result = parse(line);
        assert_true(result == -E_INVAL || result == (int)cmdline.count);
        for (unsigned i = 0; i < cmdline.count; i++) {
            const char *key = cmdline.words[i].key;
            const char *value = cmdline.words[i].value;

            assert_true(key >= cmdline.text && key < cmdline.text + 16);
            assert_null(strchr(key, '='));
            assert_true(!value || value == key + strlen(key) + 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_quotes_elsewhere),
        cmocka_unit_test(test_backslashes),
        cmocka_unit_test(test_unclosed_keeps_what_came_before),
        cmocka_unit_test(test_too_many_words),
        cmocka_unit_test(test_too_many_bytes),
        cmocka_unit_test(test_value),
        cmocka_unit_test(test_all_short_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
