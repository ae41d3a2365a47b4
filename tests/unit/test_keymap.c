/* SPDX-License-Identifier: MIT */
/*
 * test_keymap.c — the layouts made from the distribution's, held against what is printed on the
 * keys.
 *
 * Each row of keys is written down here as a person reads it off the keyboard, left to right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include <cmocka.h>

#include "lib/keymap.h"

/* The first keys of the four rows: 1, Q, A, and Z, as on a US keyboard. */
#define ROW_DIGITS    0x02
#define ROW_TOP       0x10
#define ROW_HOME      0x1e
#define ROW_BOTTOM    0x2c
#define KEY_LEFT_OF_1 0x29
#define KEY_BACKSLASH 0x2b
#define KEY_102ND     0x56
#define KEY_SEPARATOR 0x53

/* A blank in row stands for a key that is not looked at. */
static void row_is(const struct keymap *map, enum keymap_level level, unsigned key,
                   const wchar_t *row)
{
    for (; *row != L'\0'; row++, key++)
        if (*row != L' ' && map->symbols[level][key] != *row)
            fail_msg("%s: key 0x%02x level %u is U+%04x instead of U+%04x", map->name, key, level,
                     map->symbols[level][key], (unsigned)*row);
}

static void us_is_what_is_printed_on_it(void **state)
{
    const struct keymap *us = keymap_find("us");

    (void)state;
    assert_non_null(us);
    assert_false(us->has_altgr);
    row_is(us, KEYMAP_PLAIN, ROW_DIGITS, L"1234567890-=");
    row_is(us, KEYMAP_SHIFT, ROW_DIGITS, L"!@#$%^&*()_+");
    row_is(us, KEYMAP_PLAIN, ROW_TOP, L"qwertyuiop[]");
    row_is(us, KEYMAP_SHIFT, ROW_TOP, L"QWERTYUIOP{}");
    row_is(us, KEYMAP_PLAIN, ROW_HOME, L"asdfghjkl;'`");
    row_is(us, KEYMAP_SHIFT, ROW_HOME, L"ASDFGHJKL:\"~");
    row_is(us, KEYMAP_PLAIN, ROW_BOTTOM, L"zxcvbnm,./");
    row_is(us, KEYMAP_SHIFT, ROW_BOTTOM, L"ZXCVBNM<>?");
    row_is(us, KEYMAP_PLAIN, KEY_BACKSLASH, L"\\");
    row_is(us, KEYMAP_SHIFT, KEY_BACKSLASH, L"|");
    row_is(us, KEYMAP_PLAIN, KEY_SEPARATOR, L".");
    assert_int_equal(us->symbols[KEYMAP_PLAIN][0x39], ' ');
    assert_int_equal(us->symbols[KEYMAP_SHIFT][0x39], ' ');
}

static void de_is_what_is_printed_on_it(void **state)
{
    const struct keymap *de = keymap_find("de");

    (void)state;
    assert_non_null(de);
    assert_true(de->has_altgr);
    row_is(de, KEYMAP_PLAIN, ROW_DIGITS, L"1234567890ß´");
    row_is(de, KEYMAP_SHIFT, ROW_DIGITS, L"!\"§$%&/()=?`");
    row_is(de, KEYMAP_ALTGR, ROW_DIGITS, L" ²³   {[]}\\ ");
    row_is(de, KEYMAP_PLAIN, ROW_TOP, L"qwertzuiopü+");
    row_is(de, KEYMAP_SHIFT, ROW_TOP, L"QWERTZUIOPÜ*");
    row_is(de, KEYMAP_ALTGR, ROW_TOP, L"@ €        ~");
    row_is(de, KEYMAP_PLAIN, ROW_HOME, L"asdfghjklöä^");
    row_is(de, KEYMAP_SHIFT, ROW_HOME, L"ASDFGHJKLÖÄ°");
    row_is(de, KEYMAP_PLAIN, ROW_BOTTOM, L"yxcvbnm,.-");
    row_is(de, KEYMAP_SHIFT, ROW_BOTTOM, L"YXCVBNM;:_");
    row_is(de, KEYMAP_ALTGR, 0x32, L"µ");
    row_is(de, KEYMAP_PLAIN, KEY_BACKSLASH, L"#");
    row_is(de, KEYMAP_SHIFT, KEY_BACKSLASH, L"'");
    row_is(de, KEYMAP_PLAIN, KEY_102ND, L"<");
    row_is(de, KEYMAP_SHIFT, KEY_102ND, L">");
    row_is(de, KEYMAP_ALTGR, KEY_102ND, L"|");
    row_is(de, KEYMAP_PLAIN, KEY_SEPARATOR, L",");
}

static void fr_is_what_is_printed_on_it(void **state)
{
    const struct keymap *fr = keymap_find("fr");

    (void)state;
    assert_non_null(fr);
    assert_true(fr->has_altgr);
    row_is(fr, KEYMAP_PLAIN, KEY_LEFT_OF_1, L"²");
    row_is(fr, KEYMAP_PLAIN, ROW_DIGITS, L"&é\"'(-è_çà)=");
    row_is(fr, KEYMAP_SHIFT, ROW_DIGITS, L"1234567890°+");
    row_is(fr, KEYMAP_ALTGR, ROW_DIGITS, L" ~#{[|`\\^@]}");
    row_is(fr, KEYMAP_PLAIN, ROW_TOP, L"azertyuiop^$");
    row_is(fr, KEYMAP_SHIFT, ROW_TOP, L"AZERTYUIOP¨£");
    row_is(fr, KEYMAP_ALTGR, ROW_TOP, L"  €");
    row_is(fr, KEYMAP_PLAIN, ROW_HOME, L"qsdfghjklmù");
    row_is(fr, KEYMAP_SHIFT, ROW_HOME, L"QSDFGHJKLM%");
    row_is(fr, KEYMAP_PLAIN, ROW_BOTTOM, L"wxcvbn,;:!");
    row_is(fr, KEYMAP_SHIFT, ROW_BOTTOM, L"WXCVBN?./§");
    row_is(fr, KEYMAP_PLAIN, KEY_BACKSLASH, L"*");
    row_is(fr, KEYMAP_SHIFT, KEY_BACKSLASH, L"µ");
    row_is(fr, KEYMAP_PLAIN, KEY_102ND, L"<");
    row_is(fr, KEYMAP_SHIFT, KEY_102ND, L">");
}

static void us_is_the_first(void **state)
{
    (void)state;
    assert_true(keymap_count >= 3);
    assert_ptr_equal(keymap_find("us"), &keymaps[0]);
}

static void unknown_names_are_not_found(void **state)
{
    (void)state;
    assert_null(keymap_find(""));
    assert_null(keymap_find("u"));
    assert_null(keymap_find("usa"));
    assert_null(keymap_find("DE"));
}

/* Keys whose meaning is the same on every layout are not the layout's business. */
static void other_keys_are_left_out(void **state)
{
    static const uint8_t keys[] = { 0x00, 0x01, 0x0e, 0x0f, 0x1c, 0x1d, 0x2a, 0x36, 0x37, 0x38,
                                    0x3a, 0x3b, 0x44, 0x45, 0x46, 0x47, 0x4c, 0x52, 0x57, 0x58 };

    (void)state;
    for (unsigned m = 0; m < keymap_count; m++)
        for (unsigned level = 0; level < KEYMAP_LEVELS; level++)
            for (unsigned i = 0; i < sizeof(keys); i++)
                assert_int_equal(keymaps[m].symbols[level][keys[i]], 0);
}

/* A shell needs all of ASCII. */
static void every_layout_types_ascii(void **state)
{
    (void)state;
    for (unsigned m = 0; m < keymap_count; m++)
        for (unsigned code = 32; code < 127; code++) {
            unsigned found = 0;

            for (unsigned level = 0; level < KEYMAP_LEVELS; level++)
                for (unsigned key = 0; key < KEYMAP_KEYS; key++)
                    found += key != KEY_SEPARATOR && keymaps[m].symbols[level][key] == code;
            if (found == 0)
                fail_msg("%s cannot type '%c'", keymaps[m].name, (int)code);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(us_is_what_is_printed_on_it),
        cmocka_unit_test(de_is_what_is_printed_on_it),
        cmocka_unit_test(fr_is_what_is_printed_on_it),
        cmocka_unit_test(us_is_the_first),
        cmocka_unit_test(unknown_names_are_not_found),
        cmocka_unit_test(other_keys_are_left_out),
        cmocka_unit_test(every_layout_types_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
