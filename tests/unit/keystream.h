/* SPDX-License-Identifier: MIT */
/*
 * keystream.h — a keyboard decoder fed with streams written as hexadecimal bytes, for its tests.
 *
 * The decoder's source is part of the test, so that what it holds can be looked at.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/keyboard_decoder.c"

#define STREAM_TEXT_MAX 4096

static struct keyboard_decoder decoder;
static char typed[STREAM_TEXT_MAX];
static size_t typed_size;

static void use_layout(const char *name)
{
    keyboard_decoder_init(&decoder, keymap_find(name));
}

static int us(void **state)
{
    (void)state;
    use_layout("us");
    return 0;
}

/*
 * Feeds the stream and gathers what it types; the bytes behind the promised room stay as they are.
 */
static void feed(const char *stream)
{
    char *end;

    typed_size = 0;
    for (unsigned long code = strtoul(stream, &end, 16); end != stream;
         stream = end, code = strtoul(stream, &end, 16)) {
        char text[KEYBOARD_BYTES_MAX + 2] = { [KEYBOARD_BYTES_MAX] = '#' };
        const size_t size = keyboard_decoder_feed(&decoder, (uint8_t)code, text);

        assert_true(code <= 0xff && size <= KEYBOARD_BYTES_MAX);
        assert_true(typed_size + size < sizeof(typed));
        assert_int_equal(text[KEYBOARD_BYTES_MAX], '#');
        memcpy(typed + typed_size, text, size);
        typed_size += size;
    }
    typed[typed_size] = '\0';
}

static void expect(const char *stream, const char *expected, size_t expected_size)
{
    feed(stream);
    if (typed_size != expected_size || memcmp(typed, expected, expected_size) != 0) {
        char shown[3 * 64 + 1] = "";

        for (size_t i = 0; i < typed_size && i < 64; i++)
            sprintf(shown + 3 * i, "%02x ", (uint8_t)typed[i]);
        fail_msg("%s typed %s(%zu bytes) instead of \"%s\"", stream, shown, typed_size, expected);
    }
}

#define assert_types(stream, expected) expect(stream, expected, sizeof(expected) - 1)

#define SHIFT_DOWN " 2a "
#define SHIFT_UP   " aa "
#define CTRL_DOWN  " 1d "
#define CTRL_UP    " 9d "
#define ALT_DOWN   " 38 "
#define ALT_UP     " b8 "
#define ALTGR_DOWN " e0 38 "
#define ALTGR_UP   " e0 b8 "

static void nothing_is_held(void)
{
    assert_int_equal(decoder.held, 0);
    assert_int_equal(decoder.prefix, PREFIX_NONE);
}
