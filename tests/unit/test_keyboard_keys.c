/* SPDX-License-Identifier: MIT */
/* test_keyboard_keys.c — every key of a US keyboard, alone and with each modifier. */
#include "keystream.h"

/* The character keys of a US keyboard, row by row from the given scancode on. */
static const struct {
    unsigned first;
    const char *plain, *shift;
} us_rows[] = {
    { 0x02, "1234567890-=", "!@#$%^&*()_+" },
    { 0x10, "qwertyuiop[]", "QWERTYUIOP{}" },
    { 0x1e, "asdfghjkl;'`", "ASDFGHJKL:\"~" },
    { 0x2b, "\\zxcvbnm,./", "|ZXCVBNM<>?" },
    { 0x39, " ", " " },
};

static void every_character_key_types(void **state)
{
    (void)state;
    for (unsigned row = 0; row < ARRAY_SIZE(us_rows); row++)
        for (unsigned i = 0; us_rows[row].plain[i] != '\0'; i++) {
            const unsigned code = us_rows[row].first + i;
            char stream[64];

            snprintf(stream, sizeof(stream), "%02x %02x", code, code | 0x80);
            expect(stream, &us_rows[row].plain[i], 1);
            snprintf(stream, sizeof(stream), SHIFT_DOWN "%02x %02x" SHIFT_UP, code, code | 0x80);
            expect(stream, &us_rows[row].shift[i], 1);
            snprintf(stream, sizeof(stream), "36 %02x %02x b6", code, code | 0x80);
            expect(stream, &us_rows[row].shift[i], 1);
            snprintf(stream, sizeof(stream), ALT_DOWN "%02x %02x" ALT_UP, code, code | 0x80);
            expect(stream, (char[]){ 0x1b, us_rows[row].plain[i] }, 2);
            nothing_is_held();
        }
}

static void control_and_letters_are_control_codes(void **state)
{
    static const char rows[][16] = { [0] = "qwertyuiop", [1] = "asdfghjkl", [2] = "zxcvbnm" };
    static const uint8_t firsts[] = { 0x10, 0x1e, 0x2c };

    (void)state;
    for (unsigned row = 0; row < 3; row++)
        for (unsigned i = 0; rows[row][i] != '\0'; i++) {
            const char control[] = { rows[row][i] & 0x1f };
            char stream[64];

            snprintf(stream, sizeof(stream), CTRL_DOWN "%02x" CTRL_UP, firsts[row] + i);
            expect(stream, control, 1);
            snprintf(stream, sizeof(stream), "e0 1d %02x e0 9d", firsts[row] + i);
            expect(stream, control, 1);
            snprintf(stream, sizeof(stream), CTRL_DOWN SHIFT_DOWN "%02x" SHIFT_UP CTRL_UP,
                     firsts[row] + i);
            expect(stream, control, 1);
        }
    assert_types(CTRL_DOWN "1a" CTRL_UP, "\x1b");                     /* [ */
    assert_types(CTRL_DOWN "39" CTRL_UP, "\0");                       /* space */
    assert_types(CTRL_DOWN "35" CTRL_UP, "\x1f");                     /* / */
    assert_types(CTRL_DOWN SHIFT_DOWN "0c" SHIFT_UP CTRL_UP, "\x1f"); /* _ */
    assert_types(CTRL_DOWN ALT_DOWN "1e" ALT_UP CTRL_UP, "\x1b\x01");
    nothing_is_held();
}

/* Keys that type no character of the layout: alone, with Shift, with Ctrl, with Alt. */
static const struct {
    const char *make, *breaks;
    const char *plain, *shift, *ctrl, *alt;
} us_other[] = {
    { "01", "81", "\x1b", "\x1b", "\x1b", "\x1b\x1b" },
    { "0e", "8e", "\x7f", "\x7f", "\b", "\x1b\x7f" },
    { "0f", "8f", "\t", "\x1b[Z", "\t", "\x1b\t" },
    { "1c", "9c", "\r", "\r", "\r", "\x1b\r" },
    { "3b", "bb", "\x1bOP", "\x1b[1;2P", "\x1b[1;5P", "\x1b[1;3P" },
    { "3c", "bc", "\x1bOQ", "\x1b[1;2Q", "\x1b[1;5Q", "\x1b[1;3Q" },
    { "3d", "bd", "\x1bOR", "\x1b[1;2R", "\x1b[1;5R", "\x1b[1;3R" },
    { "3e", "be", "\x1bOS", "\x1b[1;2S", "\x1b[1;5S", "\x1b[1;3S" },
    { "3f", "bf", "\x1b[15~", "\x1b[15;2~", "\x1b[15;5~", "\x1b[15;3~" },
    { "40", "c0", "\x1b[17~", "\x1b[17;2~", "\x1b[17;5~", "\x1b[17;3~" },
    { "41", "c1", "\x1b[18~", "\x1b[18;2~", "\x1b[18;5~", "\x1b[18;3~" },
    { "42", "c2", "\x1b[19~", "\x1b[19;2~", "\x1b[19;5~", "\x1b[19;3~" },
    { "43", "c3", "\x1b[20~", "\x1b[20;2~", "\x1b[20;5~", "\x1b[20;3~" },
    { "44", "c4", "\x1b[21~", "\x1b[21;2~", "\x1b[21;5~", "\x1b[21;3~" },
    { "57", "d7", "\x1b[23~", "\x1b[23;2~", "\x1b[23;5~", "\x1b[23;3~" },
    { "58", "d8", "\x1b[24~", "\x1b[24;2~", "\x1b[24;5~", "\x1b[24;3~" },
    { "e0 48", "e0 c8", "\x1b[A", "\x1b[1;2A", "\x1b[1;5A", "\x1b[1;3A" },
    { "e0 50", "e0 d0", "\x1b[B", "\x1b[1;2B", "\x1b[1;5B", "\x1b[1;3B" },
    { "e0 4d", "e0 cd", "\x1b[C", "\x1b[1;2C", "\x1b[1;5C", "\x1b[1;3C" },
    { "e0 4b", "e0 cb", "\x1b[D", "\x1b[1;2D", "\x1b[1;5D", "\x1b[1;3D" },
    { "e0 47", "e0 c7", "\x1b[H", "\x1b[1;2H", "\x1b[1;5H", "\x1b[1;3H" },
    { "e0 4f", "e0 cf", "\x1b[F", "\x1b[1;2F", "\x1b[1;5F", "\x1b[1;3F" },
    { "e0 52", "e0 d2", "\x1b[2~", "\x1b[2;2~", "\x1b[2;5~", "\x1b[2;3~" },
    { "e0 53", "e0 d3", "\x1b[3~", "\x1b[3;2~", "\x1b[3;5~", "\x1b[3;3~" },
    { "e0 49", "e0 c9", "\x1b[5~", "\x1b[5;2~", "\x1b[5;5~", "\x1b[5;3~" },
    { "e0 51", "e0 d1", "\x1b[6~", "\x1b[6;2~", "\x1b[6;5~", "\x1b[6;3~" },
    /* The keypad, Num Lock off. */
    { "37", "b7", "*", "*", "*", "\x1b*" },
    { "4a", "ca", "-", "-", "-", "\x1b-" },
    { "4e", "ce", "+", "+", "+", "\x1b+" },
    { "e0 35", "e0 b5", "/", "/", "\x1f", "\x1b/" },
    { "e0 1c", "e0 9c", "\r", "\r", "\r", "\x1b\r" },
    { "47", "c7", "\x1b[H", "7", "\x1b[1;5H", "\x1b[1;3H" },
    { "48", "c8", "\x1b[A", "8", "\x1b[1;5A", "\x1b[1;3A" },
    { "49", "c9", "\x1b[5~", "9", "\x1b[5;5~", "\x1b[5;3~" },
    { "4b", "cb", "\x1b[D", "4", "\x1b[1;5D", "\x1b[1;3D" },
    { "4c", "cc", "\x1b[E", "5", "\x1b[1;5E", "\x1b[1;3E" },
    { "4d", "cd", "\x1b[C", "6", "\x1b[1;5C", "\x1b[1;3C" },
    { "4f", "cf", "\x1b[F", "1", "\x1b[1;5F", "\x1b[1;3F" },
    { "50", "d0", "\x1b[B", "2", "\x1b[1;5B", "\x1b[1;3B" },
    { "51", "d1", "\x1b[6~", "3", "\x1b[6;5~", "\x1b[6;3~" },
    { "52", "d2", "\x1b[2~", "0", "\x1b[2;5~", "\x1b[2;3~" },
    { "53", "d3", "\x1b[3~", ".", "\x1b[3;5~", "\x1b[3;3~" },
    /* Keys that send nothing: Scroll Lock, SysRq, the Windows keys, Menu, Power, Sleep, Wake. */
    { "46", "c6", "", "", "", "" },
    { "54", "d4", "", "", "", "" },
    { "e0 5b", "e0 db", "", "", "", "" },
    { "e0 5c", "e0 dc", "", "", "", "" },
    { "e0 5d", "e0 dd", "", "", "", "" },
    { "e0 5e", "e0 de", "", "", "", "" },
    { "e0 5f", "e0 df", "", "", "", "" },
    { "e0 63", "e0 e3", "", "", "", "" },
};

static void every_other_key_sends_what_xterm_does(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(us_other); i++) {
        char stream[64];

        snprintf(stream, sizeof(stream), "%s %s", us_other[i].make, us_other[i].breaks);
        expect(stream, us_other[i].plain, strlen(us_other[i].plain));
        snprintf(stream, sizeof(stream), SHIFT_DOWN "%s %s" SHIFT_UP, us_other[i].make,
                 us_other[i].breaks);
        expect(stream, us_other[i].shift, strlen(us_other[i].shift));
        snprintf(stream, sizeof(stream), CTRL_DOWN "%s %s" CTRL_UP, us_other[i].make,
                 us_other[i].breaks);
        expect(stream, us_other[i].ctrl, strlen(us_other[i].ctrl));
        snprintf(stream, sizeof(stream), ALT_DOWN "%s %s" ALT_UP, us_other[i].make,
                 us_other[i].breaks);
        expect(stream, us_other[i].alt, strlen(us_other[i].alt));
        nothing_is_held();
        assert_int_equal(decoder.leds, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_character_key_types, us),
        cmocka_unit_test_setup(control_and_letters_are_control_codes, us),
        cmocka_unit_test_setup(every_other_key_sends_what_xterm_does, us),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
