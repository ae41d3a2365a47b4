/* SPDX-License-Identifier: MIT */
/* test_escape.c — where text ends and a control sequence begins, and that none swallows the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/escape.h"

/*
 * Writes what the parser makes of bytes: text as it is (U+… beyond ASCII), ^X for a control,
 * {7} for ESC 7, {(B} with an intermediate, [?1;2x] for a sequence.
 */
static const char *parse(const char *bytes, size_t size)
{
    static char said[8192];
    struct escape escape = { 0 };
    size_t at = 0;

    said[0] = '\0';
    for (size_t i = 0; i < size; i++) {
        enum escape_event event;
        uint32_t code;

        do {
            event = escape_feed(&escape, (uint8_t)bytes[i], &code);
            switch (event) {
            case ESCAPE_NOTHING:
                break;
            case ESCAPE_TEXT:
            case ESCAPE_AGAIN:
                assert_true(code >= ' ' && code != 0x7f && (code < 0x80 || code >= 0xa0));
                at += (size_t)sprintf(said + at, code < 0x80 ? "%c" : "U+%04X", (int)code);
                break;
            case ESCAPE_CONTROL:
                assert_true(code < ' ');
                at += (size_t)sprintf(said + at, "^%c", (int)code + '@');
                break;
            case ESCAPE_SHORT:
                at += (size_t)sprintf(said + at, "{%.1s%c}", &escape.intermediate, (int)code);
                break;
            case ESCAPE_SEQUENCE:
                at += (size_t)sprintf(said + at, "[%.1s", &escape.marker);
                for (unsigned n = 0; n < escape.count && n < ESCAPE_PARAMETERS; n++)
                    at +=
                        (size_t)sprintf(said + at, "%s%u", n > 0 ? ";" : "", escape.parameters[n]);
                at += (size_t)sprintf(said + at, "%.1s%c]", &escape.intermediate, (int)code);
                break;
            }
            assert_true(at < sizeof(said) - 256);
            assert_true(escape.count <= ESCAPE_PARAMETERS + 1);
        } while (event == ESCAPE_AGAIN);
    }
    return said;
}

#define ASSERT_PARSED(bytes, wanted) assert_string_equal(parse(bytes, sizeof(bytes) - 1), wanted)

static void text_and_controls(void **state)
{
    (void)state;
    ASSERT_PARSED("a b\r\n\t", "a b^M^J^I");
    ASSERT_PARSED("\xe2\x82\xac", "U+20AC");
    ASSERT_PARSED("a\x7f"
                  "b",
                  "ab"); /* DEL */
    ASSERT_PARSED("a\xc2\x9b"
                  "1m",
                  "a1m");                           /* the C1 form of CSI is no CSI in UTF-8 */
    ASSERT_PARSED("\xe2\x82\033[mA", "U+FFFD[m]A"); /* a broken character, then a sequence */
}

static void sequences(void **state)
{
    (void)state;
    ASSERT_PARSED("\033[mx", "[m]x");
    ASSERT_PARSED("\033[1;31mx", "[1;31m]x");
    ASSERT_PARSED("\033[;5H", "[0;5H]");
    ASSERT_PARSED("\033[5;H", "[5;0H]");
    ASSERT_PARSED("\033[?25l", "[?25l]");
    ASSERT_PARSED("\033[>0;1c", "[>0;1c]");
    ASSERT_PARSED("\033[2 q", "[2 q]");
    ASSERT_PARSED("\033[!p", "[!p]");
    ASSERT_PARSED("\0337\033c\033(B\033#8", "{7}{c}{(B}{#8}");
}

static void numbers_are_bounded(void **state)
{
    (void)state;
    ASSERT_PARSED("\033[99999999999999999999A", "[9999A]");
    ASSERT_PARSED("\033[65537A", "[9999A]");
    ASSERT_PARSED("\033[0000000000007A", "[7A]");
    ASSERT_PARSED("\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19m",
                  "[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16m]");
}

static void what_is_malformed_is_swallowed_whole(void **state)
{
    (void)state;
    ASSERT_PARSED("\033[38:5:1mx", "x");
    ASSERT_PARSED("\033[1?25lx", "x");
    ASSERT_PARSED("\033[ 1mx", "x");
    ASSERT_PARSED("\033[\x7f"
                  "1mx",
                  "[1m]x");
}

static void controls_inside_act_at_once(void **state)
{
    (void)state;
    ASSERT_PARSED("\033[1\r2m", "^M[12m]");
    ASSERT_PARSED("\033\n7", "^J{7}");
}

static void sequences_are_given_up(void **state)
{
    (void)state;
    ASSERT_PARSED("\033[12\x18x", "x");
    ASSERT_PARSED("\033[12\x1ax", "x");
    ASSERT_PARSED("\033[12\033[3mx", "[3m]x");
    ASSERT_PARSED("\033\033\033[3mx", "[3m]x");
    ASSERT_PARSED("\033[12\xe2\x82\xacx", "U+20ACx");
    ASSERT_PARSED("\033\xc3\xa4x", "U+00E4x");
}

static void control_strings_are_swallowed(void **state)
{
    (void)state;
    ASSERT_PARSED("\033]0;title\007x", "x");
    ASSERT_PARSED("\033]0;title\033\\x", "{\\}x");
    ASSERT_PARSED("\033P1$r0m\033\\x", "{\\}x");
    ASSERT_PARSED("\033_app\xe2\x82\xac\033\\x", "{\\}x");
    ASSERT_PARSED("\033]0;title\x18x", "x");
}

/* A stray ESC ] must not make a screen blind. */
static void control_strings_end_by_themselves(void **state)
{
    char bytes[ESCAPE_STRING_MAX + 8];

    (void)state;
    ASSERT_PARSED("\033]lost\nfound", "found");
    ASSERT_PARSED("\033Xlost\rfound", "found");
    memset(bytes, 'a', sizeof(bytes));
    bytes[0] = '\033';
    bytes[1] = ']';
    assert_string_equal(parse(bytes, sizeof(bytes)), "aaaaaa");
}

static void parameters_have_defaults(void **state)
{
    struct escape escape = { .parameters = { 7, 0, 9 }, .count = 2 };

    (void)state;
    assert_int_equal(escape_parameter(&escape, 0, 1), 7);
    assert_int_equal(escape_parameter(&escape, 1, 1), 1);
    assert_int_equal(escape_parameter(&escape, 2, 1), 1); /* behind the last */
    escape.count = ESCAPE_PARAMETERS + 1;
    assert_int_equal(escape_parameter(&escape, ESCAPE_PARAMETERS, 5), 5);
    assert_int_equal(escape_parameter(&escape, 4000000000u, 5), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_controls),
        cmocka_unit_test(sequences),
        cmocka_unit_test(numbers_are_bounded),
        cmocka_unit_test(what_is_malformed_is_swallowed_whole),
        cmocka_unit_test(controls_inside_act_at_once),
        cmocka_unit_test(sequences_are_given_up),
        cmocka_unit_test(control_strings_are_swallowed),
        cmocka_unit_test(control_strings_end_by_themselves),
        cmocka_unit_test(parameters_have_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
