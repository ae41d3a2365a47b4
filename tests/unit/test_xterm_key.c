/* SPDX-License-Identifier: MIT */
/* test_xterm_key.c — what xterm sends, byte for byte, and never more than the header says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/xterm_key.h"

static char text[XTERM_KEY_BYTES_MAX + 1];

#define assert_sends(call, expected)                               \
    do {                                                           \
        const size_t size = (call);                                \
        assert_int_equal(size, sizeof(expected) - 1);              \
        assert_memory_equal(text, expected, sizeof(expected) - 1); \
    } while (0)

static void characters_are_utf8(void **state)
{
    (void)state;
    assert_sends(xterm_key_character(text, 'a', 0), "a");
    assert_sends(xterm_key_character(text, '\r', 0), "\r");
    assert_sends(xterm_key_character(text, 0x7f, 0), "\x7f");
    assert_sends(xterm_key_character(text, 0x80, 0), "\xc2\x80");
    assert_sends(xterm_key_character(text, 0xe9, 0), "é");
    assert_sends(xterm_key_character(text, 0x7ff, 0), "\xdf\xbf");
    assert_sends(xterm_key_character(text, 0x800, 0), "\xe0\xa0\x80");
    assert_sends(xterm_key_character(text, 0x20ac, 0), "€");
    assert_sends(xterm_key_character(text, 0xffff, 0), "\xef\xbf\xbf");
}

static void control_makes_control_codes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 26; i++) {
        assert_int_equal(xterm_key_character(text, 'a' + i, XTERM_KEY_CTRL), 1);
        assert_int_equal(text[0], i + 1);
        assert_int_equal(xterm_key_character(text, 'A' + i, XTERM_KEY_CTRL | XTERM_KEY_SHIFT), 1);
        assert_int_equal(text[0], i + 1);
    }
    assert_sends(xterm_key_character(text, '@', XTERM_KEY_CTRL), "\0");
    assert_sends(xterm_key_character(text, ' ', XTERM_KEY_CTRL), "\0");
    assert_sends(xterm_key_character(text, '[', XTERM_KEY_CTRL), "\x1b");
    assert_sends(xterm_key_character(text, '\\', XTERM_KEY_CTRL), "\x1c");
    assert_sends(xterm_key_character(text, ']', XTERM_KEY_CTRL), "\x1d");
    assert_sends(xterm_key_character(text, '^', XTERM_KEY_CTRL), "\x1e");
    assert_sends(xterm_key_character(text, '_', XTERM_KEY_CTRL), "\x1f");
    assert_sends(xterm_key_character(text, '/', XTERM_KEY_CTRL), "\x1f");
    assert_sends(xterm_key_character(text, '`', XTERM_KEY_CTRL), "\0");
    assert_sends(xterm_key_character(text, '~', XTERM_KEY_CTRL), "\x1e");
    assert_sends(xterm_key_character(text, 0x7f, XTERM_KEY_CTRL), "\x7f");
    assert_sends(xterm_key_character(text, '2', XTERM_KEY_CTRL), "\0");
    assert_sends(xterm_key_character(text, '3', XTERM_KEY_CTRL), "\x1b");
    assert_sends(xterm_key_character(text, '7', XTERM_KEY_CTRL), "\x1f");
    assert_sends(xterm_key_character(text, '8', XTERM_KEY_CTRL), "\x7f");
    assert_sends(xterm_key_character(text, '1', XTERM_KEY_CTRL), "1");
    assert_sends(xterm_key_character(text, '.', XTERM_KEY_CTRL), ".");
    assert_sends(xterm_key_character(text, 0xf6, XTERM_KEY_CTRL), "ö");
}

static void alt_sends_escape_first(void **state)
{
    (void)state;
    assert_sends(xterm_key_character(text, 'x', XTERM_KEY_ALT), "\x1bx");
    assert_sends(xterm_key_character(text, 0x20ac, XTERM_KEY_ALT), "\x1b€");
    assert_sends(xterm_key_character(text, 'x', XTERM_KEY_ALT | XTERM_KEY_CTRL), "\x1b\x18");
    assert_sends(xterm_key_character(text, 0x7f, XTERM_KEY_ALT), "\x1b\x7f");
}

static void other_keys_are_sequences(void **state)
{
    (void)state;
    assert_sends(xterm_key_cursor(text, 'A', 0), "\x1b[A");
    assert_sends(xterm_key_cursor(text, 'C', XTERM_KEY_CTRL), "\x1b[1;5C");
    assert_sends(xterm_key_cursor(text, 'H', XTERM_KEY_SHIFT), "\x1b[1;2H");
    assert_sends(xterm_key_cursor(text, 'D', XTERM_KEY_ALT), "\x1b[1;3D");
    assert_sends(xterm_key_pf(text, 'P', 0), "\x1bOP");
    assert_sends(xterm_key_pf(text, 'S', XTERM_KEY_ALT | XTERM_KEY_CTRL), "\x1b[1;7S");
    assert_sends(xterm_key_tilde(text, 3, 0), "\x1b[3~");
    assert_sends(xterm_key_tilde(text, 6, XTERM_KEY_CTRL), "\x1b[6;5~");
    assert_sends(xterm_key_tilde(text, 15, 0), "\x1b[15~");
}

/* The sanitizer watches the end of the buffer. */
static void nothing_is_longer_than_promised(void **state)
{
    char *exact = test_malloc(XTERM_KEY_BYTES_MAX);

    (void)state;
    for (unsigned modifiers = 0; modifiers < 8; modifiers++) {
        for (unsigned code = 0; code < 0x10000; code++)
            assert_in_range(xterm_key_character(exact, code, modifiers), 1, XTERM_KEY_BYTES_MAX);
        for (unsigned number = 1; number < 100; number++)
            assert_in_range(xterm_key_tilde(exact, number, modifiers), 4, XTERM_KEY_BYTES_MAX);
        assert_in_range(xterm_key_cursor(exact, 'A', modifiers), 3, XTERM_KEY_BYTES_MAX);
        assert_in_range(xterm_key_pf(exact, 'P', modifiers), 3, XTERM_KEY_BYTES_MAX);
    }
    test_free(exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_utf8),
        cmocka_unit_test(control_makes_control_codes),
        cmocka_unit_test(alt_sends_escape_first),
        cmocka_unit_test(other_keys_are_sequences),
        cmocka_unit_test(nothing_is_longer_than_promised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
