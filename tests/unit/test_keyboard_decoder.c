/* SPDX-License-Identifier: MIT */
/*
 * test_keyboard_decoder.c — modifiers, locks, layouts, and the keys that come as several bytes.
 */
#include "keystream.h"

static int de(void **state)
{
    (void)state;
    use_layout("de");
    return 0;
}

static int fr(void **state)
{
    (void)state;
    use_layout("fr");
    return 0;
}

/* Taken from QEMU's keyboard, as its controller hands it on. */
static void recorded_session_types_what_was_typed(void **state)
{
    (void)state;
    assert_types("1e 9e 2a 1e 9e aa 36 1e 9e b6", "aAA");
    assert_types("1d 2e ae 9d e0 1d 2e ae e0 9d", "\x03\x03");
    assert_types("38 2d ad b8 e0 38 10 90 e0 b8", "\x1bx\x1bq");
    assert_types("e0 48 e0 c8 1d e0 4d e0 cd 9d 2a e0 53 e0 d3 aa", "\x1b[A\x1b[1;5C\x1b[3;2~");
    assert_types("e0 2a e0 37 e0 b7 e0 aa 1d e0 37 e0 b7 9d 38 b8 38 54 d4 b8 38 b8", "");
    assert_types("e1 1d 45 e1 9d c5 1d e0 46 e0 c6 9d", "");
    assert_types("e0 1c e0 9c e0 35 e0 b5 47 c7 45 c5 47 c7", "\r/\x1b[H7");
    assert_types("e0 52 e0 d2 2a e0 52 e0 d2 aa 45 c5", "\x1b[2~\x1b[2;2~");
    assert_types("3a ba e0 5b e0 db 58 d8 56 d6 46 c6 3a ba", "\x1b[24~<");
    nothing_is_held();
    assert_int_equal(decoder.leds, 0);
}

static void held_keys_repeat(void **state)
{
    (void)state;
    assert_types("1e 1e 1e 9e", "aaa");
    assert_types("2a 2a 2a 1e 1e 9e aa 1e 9e", "AAa");
    assert_types("e0 4b e0 4b e0 cb", "\x1b[D\x1b[D");
}

static void both_shift_keys_count(void **state)
{
    (void)state;
    assert_types("2a 36 1e aa 1e b6 1e", "AAa");
    assert_types("1d e0 1d 1e 9d 1e e0 9d 1e", "\x01\x01"
                                               "a");
    nothing_is_held();
}

/* Keys overlap when somebody types fast. */
static void rollover_types_all(void **state)
{
    (void)state;
    assert_types("23 12 a3 26 92 26 a6 18 a6 98", "hello");
}

static void caps_lock_is_for_letters(void **state)
{
    (void)state;
    assert_types("3a ba 1e 02 1a", "A1[");
    assert_int_equal(decoder.leds, KEYBOARD_LED_CAPS);
    assert_types(SHIFT_DOWN "1e 02 1a" SHIFT_UP, "a!{");
    assert_types("3a ba 1e", "a");
    assert_int_equal(decoder.leds, 0);
    assert_types("3a 3a 3a 3a ba 1e", "A"); /* holding it turns it round once */
    assert_types(CTRL_DOWN "1e" CTRL_UP ALT_DOWN "1e" ALT_UP, "\x01\x1b"
                                                              "A");
}

static void num_lock_turns_the_keypad_round(void **state)
{
    (void)state;
    assert_types("45 c5 47 48 49 4b 4c 4d 4f 50 51 52 53 37 4a 4e", "7894561230.*-+");
    assert_int_equal(decoder.leds, KEYBOARD_LED_NUM);
    assert_types(SHIFT_DOWN "47 53" SHIFT_UP, "\x1b[H\x1b[3~");
    assert_types(ALT_DOWN "4b" ALT_UP CTRL_DOWN "4b" CTRL_UP, "\x1b"
                                                              "4\x1c");
    assert_types("e0 4b e0 cb", "\x1b[D"); /* the cursor keys do not care */
    assert_types("45 c5 4b", "\x1b[D");
}

/* With Num Lock on, the cursor block is sent with a Shift nobody pressed around it. */
static void fake_shifts_change_nothing(void **state)
{
    (void)state;
    assert_types("45 c5 e0 2a e0 53 e0 d3 e0 aa 1e", "\x1b[3~"
                                                     "a");
    assert_types("45 c5", "");
    /* Shift+Delete: the real Shift is taken back for the time being. */
    assert_types("2a e0 aa e0 53 e0 d3 e0 2a aa 1e", "\x1b[3;2~"
                                                     "a");
    assert_types("36 e0 b6 e0 48 e0 c8 e0 36 b6 1e", "\x1b[1;2A"
                                                     "a");
    nothing_is_held();
}

static void print_screen_types_nothing(void **state)
{
    (void)state;
    assert_types("e0 2a e0 37 e0 b7 e0 aa 1e", "a");
    assert_types("e0 2a e0 37 e0 37 e0 37 e0 b7 e0 aa 1e", "a");
    assert_types(CTRL_DOWN "e0 37 e0 b7" CTRL_UP " 1e", "a");
    assert_types(SHIFT_DOWN "e0 37 e0 b7" SHIFT_UP " 1e", "a");
    assert_types(ALT_DOWN "54 d4" ALT_UP " 1e", "a");
    nothing_is_held();
}

static void pause_types_nothing(void **state)
{
    (void)state;
    assert_types("e1 1d 45 e1 9d c5 1e 47", "a\x1b[H");
    assert_types("1d e0 46 e0 c6 9d 1e", "a"); /* Ctrl+Pause */
    assert_types("e1 1d 45 e1 9d c5 e1 1d 45 e1 9d c5 1e", "a");
    assert_int_equal(decoder.leds, 0);
    nothing_is_held();
}

static void de_types_german(void **state)
{
    (void)state;
    assert_types("15 2c 1a 27 28 0c", "zyüöäß");
    assert_types(SHIFT_DOWN "15 2c 1a 27 28 0c" SHIFT_UP, "ZYÜÖÄ?");
    assert_types(ALTGR_DOWN "10 08 09 0a 0b 0c 1b 56 12 32" ALTGR_UP, "@{[]}\\~|€µ");
    assert_types("29 0d 2a 0d aa", "^´`"); /* dead keys */
    assert_types("45 c5 53", ",");
    assert_types("3a ba 1a 27 28 0c 1e", "ÜÖÄßA");
    assert_types(SHIFT_DOWN "1a" SHIFT_UP, "ü");
    assert_types(ALTGR_DOWN SHIFT_DOWN "33 34" SHIFT_UP ALTGR_UP, "×÷"); /* no case */
    assert_types("3a ba " CTRL_DOWN "2c" CTRL_UP, "\x19");
    assert_types(CTRL_DOWN ALTGR_DOWN "09" ALTGR_UP CTRL_UP, "\x1b");
    assert_types(ALT_DOWN ALTGR_DOWN "10" ALTGR_UP ALT_UP, "\x1b@");
    assert_types(ALTGR_DOWN "e0 48" ALTGR_UP, "\x1b[A");
    assert_types("10", "q");
    nothing_is_held();
}

static void fr_types_french(void **state)
{
    (void)state;
    assert_types("10 1e 11 2c 27", "aqzwm");
    assert_types("03 08 0a 0b 28 02", "éèçàù&");
    assert_types(SHIFT_DOWN "02 03 0b 33 34" SHIFT_UP, "120./");
    assert_types(ALTGR_DOWN "0b 04 05 06 07 09 0c 0d 12" ALTGR_UP, "@#{[|\\]}€");
    assert_types("1a 2a 1a aa", "^¨"); /* dead keys */
    assert_types("3a ba 03 10 2a 03 10 aa 3a ba", "ÉA2a");
    assert_types(CTRL_DOWN "10" CTRL_UP, "\x01");
    nothing_is_held();
}

static void us_has_no_altgr(void **state)
{
    (void)state;
    assert_types(ALTGR_DOWN "10 e0 48" ALTGR_UP, "\x1bq\x1b[1;3A");
    nothing_is_held();
}

/* The layout may change while keys are down. */
static void layout_may_change_at_any_time(void **state)
{
    (void)state;
    feed(ALTGR_DOWN);
    assert_types("10", "\x1bq");
    decoder.keymap = keymap_find("de");
    assert_types("10" ALTGR_UP " 10", "@q");
    nothing_is_held();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(recorded_session_types_what_was_typed, us),
        cmocka_unit_test_setup(held_keys_repeat, us),
        cmocka_unit_test_setup(both_shift_keys_count, us),
        cmocka_unit_test_setup(rollover_types_all, us),
        cmocka_unit_test_setup(caps_lock_is_for_letters, us),
        cmocka_unit_test_setup(num_lock_turns_the_keypad_round, us),
        cmocka_unit_test_setup(fake_shifts_change_nothing, us),
        cmocka_unit_test_setup(print_screen_types_nothing, us),
        cmocka_unit_test_setup(pause_types_nothing, us),
        cmocka_unit_test_setup(de_types_german, de),
        cmocka_unit_test_setup(fr_types_french, fr),
        cmocka_unit_test_setup(us_has_no_altgr, us),
        cmocka_unit_test_setup(layout_may_change_at_any_time, us),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
