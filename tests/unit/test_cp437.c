/* SPDX-License-Identifier: MIT */
/* test_cp437.c — code page 437 against what the ROM of a VGA shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/cp437.h"

static void ascii_is_itself(void **state)
{
    (void)state;
    for (uint32_t c = ' '; c <= '~'; c++)
        assert_int_equal(cp437_find(c), c);
}

static void known_places(void **state)
{
    static const struct {
        uint32_t code;
        uint8_t place;
    } known[] = {
        { 0x263a, 0x01 }, { 0x2665, 0x03 }, { 0x2022, 0x07 }, { 0x2642, 0x0b }, { 0x25ba, 0x10 },
        { 0x00b6, 0x14 }, { 0x00a7, 0x15 }, { 0x2191, 0x18 }, { 0x2193, 0x19 }, { 0x2192, 0x1a },
        { 0x2190, 0x1b }, { 0x25bc, 0x1f }, { 0x2302, 0x7f }, { 0x00c7, 0x80 }, { 0x00fc, 0x81 },
        { 0x00e9, 0x82 }, { 0x00e4, 0x84 }, { 0x00c4, 0x8e }, { 0x00f6, 0x94 }, { 0x00d6, 0x99 },
        { 0x00dc, 0x9a }, { 0x00a3, 0x9c }, { 0x0192, 0x9f }, { 0x00f1, 0xa4 }, { 0x00bf, 0xa8 },
        { 0x00bd, 0xab }, { 0x00ab, 0xae }, { 0x2591, 0xb0 }, { 0x2502, 0xb3 }, { 0x2551, 0xba },
        { 0x2510, 0xbf }, { 0x2514, 0xc0 }, { 0x2500, 0xc4 }, { 0x253c, 0xc5 }, { 0x2550, 0xcd },
        { 0x256c, 0xce }, { 0x2518, 0xd9 }, { 0x250c, 0xda }, { 0x2588, 0xdb }, { 0x2580, 0xdf },
        { 0x03b1, 0xe0 }, { 0x00df, 0xe1 }, { 0x00b5, 0xe6 }, { 0x221e, 0xec }, { 0x00b1, 0xf1 },
        { 0x00b0, 0xf8 }, { 0x221a, 0xfb }, { 0x00b2, 0xfd }, { 0x25a0, 0xfe }, { 0x00a0, 0xff },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        assert_int_equal(cp437_find(known[i].code), known[i].place);
}

/* Every place but 0 is reached from exactly one character; '?' from all that are not there. */
static void every_place_is_reached_once(void **state)
{
    unsigned reached[256] = { 0 };

    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        const uint8_t place = cp437_find(code);

        if (place != CP437_UNKNOWN || code == '?')
            reached[place]++;
    }
    assert_int_equal(reached[0], 0);
    for (unsigned place = 1; place < 256; place++)
        assert_int_equal(reached[place], 1);
}

static void others_are_question_marks(void **state)
{
    (void)state;
    assert_int_equal(cp437_find(0x20ac), '?'); /* the euro is younger */
    assert_int_equal(cp437_find(0xfffd), '?');
    assert_int_equal(cp437_find(0x1f600), '?');
    assert_int_equal(cp437_find(0), '?');
    assert_int_equal(cp437_find(0x7f), '?');
    assert_int_equal(cp437_find(0x10263a), '?'); /* no character by its low half */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_is_itself),
        cmocka_unit_test(known_places),
        cmocka_unit_test(every_place_is_reached_once),
        cmocka_unit_test(others_are_question_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
