/* SPDX-License-Identifier: MIT */
/*
 * test_plain.c — what remains of terminal output when the terminal is taken away.
 */
#include "common/plain.h"

#include "exact.h"

/* Puts bytes through the filter; a line break shows as '|'. */
static const char *shown(const char *bytes, size_t size)
{
    static char text[256];
    struct plain plain = { .state = PLAIN_TEXT };
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        int byte = plain_byte(&plain, (unsigned char)bytes[i]);

        if (byte == PLAIN_NOTHING)
            continue;
        assert_true(length + 1 < sizeof(text));
        text[length++] = byte == PLAIN_BREAK ? '|' : (char)byte;
    }
    text[length] = '\0';
    return text;
}

#define assert_shown(bytes, text) assert_string_equal(shown(bytes, sizeof(bytes) - 1), text)

static void test_line_ends_are_one_break_each(void **state)
{
    (void)state;
    assert_shown("a\r\nb\nc\rd", "a|b|c|d");
    assert_shown("a\r\n\r\nb", "a||b");
    assert_shown("\r\r\n", "||");
    assert_shown("a\r\0\nb", "a||b");
}

static void test_control_characters_vanish(void **state)
{
    (void)state;
    assert_shown("a\0b\a\bc\x7f\x11\x13", "abc");
    assert_shown("a\tb", "a\tb");
    assert_shown("\xc3\xa9\xff", "\xc3\xa9\xff");
}

static void test_sequences_that_stay_on_the_line_vanish(void **state)
{
    (void)state;
    assert_shown("\x1b[1;31mred\x1b[0m", "red");
    assert_shown("a\x1b[Kb\x1b[?25lc", "abc");
    assert_shown("\x1b(Bx\x1b=y\x1b"
                 "7z",
                 "xyz");
    assert_shown("\x1b]0;title\ax\x1b]0;title\x1b\\y", "xy");
    assert_shown("\x1bP1$q\x1b\\x", "x");
}

static void test_sequences_that_move_to_another_line_end_it(void **state)
{
    (void)state;
    assert_shown("Booting\x1b[2J\x1b[01;01HKTAP version 1", "Booting||KTAP version 1");
    assert_shown("a\x1b[3Ab\x1b[Bc\x1b[5;1fd\x1b[4de", "a|b|c|d|e");
    assert_shown("a\x1b"
                 "cb\x1b"
                 "Dc\x1b"
                 "Ed\x1bMe",
                 "a|b|c|d|e");
}

static void test_a_sequence_never_swallows_a_line_end(void **state)
{
    (void)state;
    assert_shown("\x1b\nok", "|ok");
    assert_shown("\x1b[\r\nok", "|ok");
    assert_shown("\x1b[1;\nok", "|ok");
    assert_shown("\x1b]0;title\nok", "|ok");
    assert_shown("\x1b(\nok", "|ok");
}

static void test_broken_sequences_give_the_text_back(void **state)
{
    (void)state;
    assert_shown("\x1b\x1b[mx", "x");
    assert_shown("\x1b[\x1b[mx", "x");
    assert_shown("\x1b[\xff"
                 "x",
                 "\xff"
                 "x");
    assert_shown("\x1b[\0x\x1b\0y", "xy");
    assert_shown("\x1b", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_ends_are_one_break_each),
        cmocka_unit_test(test_control_characters_vanish),
        cmocka_unit_test(test_sequences_that_stay_on_the_line_vanish),
        cmocka_unit_test(test_sequences_that_move_to_another_line_end_it),
        cmocka_unit_test(test_a_sequence_never_swallows_a_line_end),
        cmocka_unit_test(test_broken_sequences_give_the_text_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
