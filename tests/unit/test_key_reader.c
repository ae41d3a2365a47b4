/* SPDX-License-Identifier: MIT */
/* test_key_reader.c — sequences of several terminals, broken ones, and UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/key_reader.h"

static struct key_reader reader;

/* The one key that bytes give with their last. */
static uint32_t key_of(const char *bytes)
{
    uint32_t key = KEY_NONE;

    key_reader_init(&reader);
    for (; *bytes != '\0'; bytes++) {
        assert_int_equal(key, KEY_NONE);
        key = key_reader_feed(&reader, (uint8_t)*bytes);
    }
    return key;
}

static void keys_of_several_terminals(void **state)
{
    static const struct {
        const char *bytes;
        uint32_t key;
    } keys[] = {
        { "a", 'a' },
        { "\r", '\r' },
        { "\x7f", 0x7f },
        { "\033[A", KEY_UP },
        { "\033OA", KEY_UP },
        { "\033[B", KEY_DOWN },
        { "\033[C", KEY_RIGHT },
        { "\033[D", KEY_LEFT },
        { "\033[1;2C", KEY_RIGHT },
        { "\033[1;3C", KEY_WORD_RIGHT },
        { "\033[1;5C", KEY_WORD_RIGHT },
        { "\033[1;5D", KEY_WORD_LEFT },
        { "\033[1;6D", KEY_WORD_LEFT },
        { "\033O5C", KEY_WORD_RIGHT },
        { "\033Oc", KEY_WORD_RIGHT },
        { "\033Od", KEY_WORD_LEFT },
        { "\033[H", KEY_HOME },
        { "\033[1;5H", KEY_HOME },
        { "\033OH", KEY_HOME },
        { "\033[1~", KEY_HOME },
        { "\033[7~", KEY_HOME },
        { "\033[F", KEY_END },
        { "\033OF", KEY_END },
        { "\033[4~", KEY_END },
        { "\033[8~", KEY_END },
        { "\033[3~", KEY_DELETE },
        { "\033[3;5~", KEY_DELETE },
        { "\033OM", '\r' },
        { "\033[M", KEY_OTHER },
        { "\033[5~", KEY_OTHER },
        { "\033[24~", KEY_OTHER },
        { "\033[99999999999999~", KEY_OTHER },
        { "\033[?1;2c", KEY_WORD_RIGHT },
        { "\033[Z", KEY_OTHER },
        { "\033OP", KEY_OTHER },
        { "\033[[A", KEY_OTHER },
        { "\033b", KEY_ALT | 'b' },
        { "\033\x7f", KEY_ALT | 0x7f },
        { "\033\b", KEY_ALT | '\b' },
        { "\033\r", '\r' },
        { "\033\033b", KEY_ALT | 'b' },
        { "\033\033[A", KEY_UP },
        { "\033[\003", 0x03 },
        { "\033[1;\033[A", KEY_UP },
        { "\033[1\x7f", 0x7f },
        { "\033O\001", 0x01 },
        { "\033[[\r", '\r' },
        { "é", 0xe9 },
        { "€", 0x20ac },
        { "𝄞", 0x1d11e },
        { "\033é", 0xe9 },
        { "\033[é", 0xe9 },
        { "\xc3x", 'x' },
        { "\xe2\x82\033[A", KEY_UP },
        { "\xff\xc0\x80z", 'z' },
        { "\xc2\x80", KEY_NONE },
        { "\xef\xbf\xbd", KEY_NONE },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (key_of(keys[i].bytes) != keys[i].key)
            fail_msg("key %u, \"%s\", is not 0x%x", i, keys[i].bytes, keys[i].key);
}

static void nul_is_a_key(void **state)
{
    (void)state;
    key_reader_init(&reader);
    assert_int_equal(key_reader_feed(&reader, 0), 0);
}

static void the_bytes_of_a_character(void **state)
{
    (void)state;
    assert_int_equal(key_of("x"), 'x');
    assert_int_equal(reader.size, 1);
    key_of("€");
    assert_int_equal(reader.size, 3);
    assert_memory_equal(reader.bytes, "€", 3);
    key_of("\xe2\x82é");
    assert_int_equal(reader.size, 2);
    assert_memory_equal(reader.bytes, "é", 2);
}

static void nothing_is_swallowed_without_end(void **state)
{
    unsigned swallowed = 0;

    (void)state;
    key_reader_init(&reader);
    key_reader_feed(&reader, 0x1b);
    key_reader_feed(&reader, '[');
    while (key_reader_feed(&reader, '1') == KEY_NONE)
        swallowed++;
    assert_int_equal(swallowed, KEY_SEQUENCE_MAX);
    assert_int_equal(key_reader_feed(&reader, 'a'), 'a');
}

static void reset_forgets(void **state)
{
    static const char *const begun[] = {
        "\033", "\033[", "\033[1;", "\033O", "\033[[", "\xe2\x82"
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
        assert_int_equal(key_of(begun[i]), KEY_NONE);
        key_reader_reset(&reader);
        assert_int_equal(key_reader_feed(&reader, 'A'), 'A');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_several_terminals),
        cmocka_unit_test(nul_is_a_key),
        cmocka_unit_test(the_bytes_of_a_character),
        cmocka_unit_test(nothing_is_swallowed_without_end),
        cmocka_unit_test(reset_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
