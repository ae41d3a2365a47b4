/* SPDX-License-Identifier: MIT */
/* test_shell_parser.c — lines to commands, and what is wrong with wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "lib/error.h"
#include "lib/shell_parser.h"

static struct shell_command_line command;

/* All commands of line: words between <>, + before one that follows &&; ends with what is wrong. */
static const char *read_all(const char *line)
{
    static char found[3 * SHELL_LINE_MAX];
    char *copy = strdup(line); /* of just that size: the sanitizer sees its end */
    struct shell_parser parser;
    int result;

    found[0] = '\0';
    shell_parser_init(&parser, copy);
    while ((result = shell_parser_next(&parser, &command)) == 1) {
        assert_in_range(command.count, 1, SHELL_WORDS_MAX);
        strcat(found, command.only_if_well ? "+" : "-");
        for (unsigned i = 0; i < command.count; i++) {
            strcat(found, "<");
            strcat(found, command.words[i]);
            strcat(found, ">");
        }
    }
    if (result != 0) {
        assert_int_equal(result, -E_INVAL);
        assert_int_equal(shell_parser_next(&parser, &command), -E_INVAL); /* for good */
        strcat(found, "!");
        strcat(found, parser.problem);
    } else {
        assert_null(parser.problem);
        assert_int_equal(shell_parser_next(&parser, &command), 0);
    }
    free(copy);
    return found;
}

static void words_and_blanks(void **state)
{
    (void)state;
    assert_string_equal(read_all(""), "");
    assert_string_equal(read_all(" \t \r\n"), "");
    assert_string_equal(read_all("help"), "-<help>");
    assert_string_equal(read_all("  log  3\ta b "), "-<log><3><a><b>");
    assert_string_equal(read_all("é €"), "-<é><€>");
}

static void quotes(void **state)
{
    (void)state;
    assert_string_equal(read_all("echo 'a  b' \"c;d&&e\""), "-<echo><a  b><c;d&&e>");
    assert_string_equal(read_all("a'b c'd\"e f\"g"), "-<ab cde fg>");
    assert_string_equal(read_all("echo '' \"\" x"), "-<echo><><><x>");
    assert_string_equal(read_all("''"), "-<>");
    assert_string_equal(read_all("'a\\b\"c'"), "-<a\\b\"c>");
    assert_string_equal(read_all("\"a\\\"b\\\\c\\d'e\""), "-<a\"b\\c\\d'e>");
    assert_string_equal(read_all("a\\ b \\' \\; \\# \\\\"), "-<a b><'><;><#><\\>");
    assert_string_equal(read_all("'a\\\\b\\\"'"),
                        "-<a\\\\b\\\">"); /* nothing is special in '...' */
    assert_string_equal(read_all("'#' a#b"), "-<#><a#b>");
}

static void lists(void **state)
{
    (void)state;
    assert_string_equal(read_all("a;b ; c"), "-<a>-<b>-<c>");
    assert_string_equal(read_all(";; a;;b;"), "-<a>-<b>");
    assert_string_equal(read_all("a&&b && c;d"), "-<a>+<b>+<c>-<d>");
    assert_string_equal(read_all("diag all; poweroff"), "-<diag><all>-<poweroff>");
    assert_string_equal(read_all("a & b&c"), "-<a><&><b&c>");
}

static void comments(void **state)
{
    (void)state;
    assert_string_equal(read_all("# a ' && \""), "");
    assert_string_equal(read_all("a # b; c"), "-<a>");
    assert_string_equal(read_all("a;# b"), "-<a>");
    assert_string_equal(read_all("a b#c"), "-<a><b#c>");
}

static void wrong_lines(void **state)
{
    (void)state;
    assert_string_equal(read_all("a 'b"), "!a ' is never closed");
    assert_string_equal(read_all("a; b \"c\\\""), "-<a>!a \" is never closed");
    assert_string_equal(read_all("\"a\\"), "!a \" is never closed");
    assert_string_equal(read_all("a \\"), "!nothing follows the last \\");
    assert_string_equal(read_all("&& a"), "!no command stands before &&");
    assert_string_equal(read_all("a;&&b"), "-<a>!no command stands before &&");
    assert_string_equal(read_all("a && && b"), "-<a>!no command stands before &&");
    assert_string_equal(read_all("a &&"), "-<a>!no command follows &&");
    assert_string_equal(read_all("a && ; b"), "-<a>!no command follows &&");
    assert_string_equal(read_all("a && # b"), "-<a>!no command follows &&");
}

static void limits(void **state)
{
    char line[SHELL_LINE_MAX + 1] = "";
    struct shell_parser parser;

    (void)state;
    for (unsigned i = 0; i < SHELL_WORDS_MAX; i++)
        strcat(line, "a ");
    shell_parser_init(&parser, line);
    assert_int_equal(shell_parser_next(&parser, &command), 1);
    assert_int_equal(command.count, SHELL_WORDS_MAX);
    strcat(line, "b");
    assert_string_equal(read_all(line), "!a command has too many words");
    memset(line, 'x', sizeof(line));
    line[SHELL_LINE_MAX - 1] = '\0';
    shell_parser_init(&parser, line);
    assert_int_equal(shell_parser_next(&parser, &command), 1);
    assert_string_equal(command.words[0], line);
    line[SHELL_LINE_MAX - 1] = 'x';
    line[SHELL_LINE_MAX] = '\0';
    assert_string_equal(read_all(line), "!the line is too long");
}

/* The | stands for the cursor. Gives command, number of the word, and the word. */
static const char *place(const char *line)
{
    static char found[100];
    const char *bar = strchr(line, '|');
    char *text = malloc((size_t)(bar - line));
    const size_t size = (size_t)(bar - line);
    struct shell_place place;

    memcpy(text, line, size);
    if (!shell_place_find(&place, text, size)) {
        free(text);
        return "nothing";
    }
    assert_in_range(place.word_start, 0, size);
    assert_in_range(place.command_start + place.command_size, 0, size);
    snprintf(found, sizeof(found), "%u %.*s", place.word, (int)(size - place.word_start),
             text + place.word_start);
    if (place.word > 0)
        snprintf(found + strlen(found), sizeof(found) - strlen(found), " of %.*s",
                 (int)place.command_size, text + place.command_start);
    free(text);
    return found;
}

static void places(void **state)
{
    (void)state;
    assert_string_equal(place("|"), "0 ");
    assert_string_equal(place("he|"), "0 he");
    assert_string_equal(place("  he|lp"), "0 he");
    assert_string_equal(place("help |"), "1  of help");
    assert_string_equal(place("log in|"), "1 in of log");
    assert_string_equal(place("log info a  bc|"), "3 bc of log");
    assert_string_equal(place("a b;c|"), "0 c");
    assert_string_equal(place("a b; cd e|"), "1 e of cd");
    assert_string_equal(place("a&&b|"), "0 b");
    assert_string_equal(place("a && |"), "0 ");
    assert_string_equal(place("a &|"), "1 & of a");
    assert_string_equal(place("log 'a; b' c|"), "2 c of log");
    assert_string_equal(place("log a\\ b c|"), "2 c of log");
    assert_string_equal(place("log \"a|"), "nothing");
    assert_string_equal(place("log 'a'b|"), "nothing");
    assert_string_equal(place("log a\\|"), "nothing");
    assert_string_equal(place("log # a|"), "nothing");
    assert_string_equal(place("log a#|"), "1 a# of log");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_blanks), cmocka_unit_test(quotes),      cmocka_unit_test(lists),
        cmocka_unit_test(comments),         cmocka_unit_test(wrong_lines), cmocka_unit_test(limits),
        cmocka_unit_test(places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
