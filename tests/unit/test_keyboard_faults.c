/* SPDX-License-Identifier: MIT */
/* test_keyboard_faults.c — keyboards that refuse, lose bytes, say nothing or are not there. */
#include "keyboard_fixture.h"

/* Set 1 is what arrives. */
static bool ps2_set_is_right(void)
{
    return ps2.set == (ps2_translates() ? 2 : 1);
}

static void missing_controller_is_no_device(void **state)
{
    (void)state;
    ps2.absent = true;
    assert_int_equal(keyboard_init("de"), -E_NODEV);
    assert_null(line.handler);
    assert_read("");
    assert_int_equal(keyboard_dropped(), 0);
    assert_int_equal(keyboard_set_keymap("fr"), 0);
}

static void broken_controller_is_not_read(void **state)
{
    (void)state;
    ps2.output_stuck = true;
    ps2.stuck_byte = 0x1e;
    assert_int_equal(keyboard_init(NULL), -E_NODEV);
    assert_null(line.handler);
    assert_int_equal(keyboard_read(), -1);
}

static void missing_keyboard_may_come_later(void **state)
{
    (void)state;
    ps2.unplugged = true;
    assert_int_equal(keyboard_init(NULL), -E_NODEV);
    assert_true(now_ns < 300 * MS);
    assert_non_null(strstr(said, "none answers"));
    ps2.unplugged = false;
    keys_arrive("\xaa\x1e\x9e\x3a\xba\x1e", 6); /* says hello first */
    interrupts_arrive();
    assert_read("aA");
    assert_int_equal(ps2.leds, KEYBOARD_LED_CAPS);
}

/* What types without ever answering is asked once more, not each time. */
static void keyboard_without_answers_is_not_asked_again(void **state)
{
    unsigned writes;

    (void)state;
    ps2.unplugged = true;
    assert_int_equal(keyboard_init(NULL), -E_NODEV);
    keys_arrive("\x3a\xba\x1e", 3);
    assert_read("A");
    assert_true(now_ns < 1000 * MS);
    writes = ps2.writes;
    keys_arrive("\x3a\xba\x1e", 3);
    assert_read("a");
    assert_int_equal(ps2.writes, writes);
}

static void keyboard_that_refuses_all_still_types(void **state)
{
    (void)state;
    ps2.refuses_all = true;
    assert_int_equal(keyboard_init(NULL), -E_NODEV);
    keys_arrive("\x1e", 1);
    interrupts_arrive();
    assert_read("a");
}

static void firmware_may_have_stopped_the_keyboard(void **state)
{
    (void)state;
    ps2.scans = false;
    ps2.pending = KEYBOARD_LEDS_SET; /* in the middle of a command */
    assert_int_equal(keyboard_init(NULL), 0);
    assert_true(ps2.scans);
    keys_arrive("\x1e", 1);
    assert_read("a");
}

static void refused_bytes_are_sent_again(void **state)
{
    (void)state;
    ps2.refusals = 2;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_int_equal(ps2.repeat, KEYBOARD_REPEAT_500_MS_30_HZ);
}

static void set_1_arrives_whatever_was_set(void **state)
{
    (void)state;
    for (unsigned set = 1; set <= 3; set++)
        for (unsigned never = 0; never < 2; never++) {
            fresh(NULL);
            ps2.set = (uint8_t)set;
            ps2.translates_never = never;
            assert_int_equal(keyboard_init(NULL), 0);
            assert_true(ps2_set_is_right());
        }
}

static void key_pressed_meanwhile_is_no_set(void **state)
{
    (void)state;
    ps2.set = 1;
    ps2.key_before_ack = KEYBOARD_SET_1;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_true(ps2_set_is_right());
}

static void keyboard_that_does_not_tell_its_set_is_left_alone(void **state)
{
    (void)state;
    ps2.refuses_set = true;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_int_equal(ps2.set, 2);
    keys_arrive("\x1e", 1);
    assert_read("a");
}

static void lamps_that_are_refused_are_given_up(void **state)
{
    unsigned writes;

    (void)state;
    ps2.refuses_leds = true;
    assert_int_equal(keyboard_init(NULL), 0);
    for (unsigned i = 0; i < 5; i++) {
        keys_arrive("\x3a\xba\x1e", 3);
        assert_read(i % 2 == 0 ? "A" : "a");
    }
    writes = ps2.writes;
    keys_arrive("\x3a\xba\x1e", 3);
    assert_read("a");
    assert_int_equal(ps2.writes, writes);
}

static void lamps_that_fail_now_and_then_are_not_given_up(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    for (unsigned i = 0; i < 12; i++) {
        ps2.refuses_leds = i % 3 != 2;
        keys_arrive("\x3a\xba", 2);
        assert_read("");
    }
    ps2.refuses_leds = false;
    keys_arrive("\x3a\xba", 2);
    assert_read("");
    assert_int_equal(ps2.leds, KEYBOARD_LED_CAPS);
    keys_arrive("\x3a\xba", 2);
    assert_read("");
    assert_int_equal(ps2.leds, 0);
}

/* A keyboard that still waits for the second byte would send no keys. */
static void half_a_command_does_not_silence_the_keyboard(void **state)
{
    uint64_t start_ns;

    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    ps2.loses_led_byte = true;
    start_ns = now_ns;
    keys_arrive("\x3a\xba", 2);
    assert_read("");
    assert_true(now_ns < start_ns + 500 * MS);
    assert_true(ps2.scans);
    keys_arrive("\x1e", 1);
    assert_read("A");
}

static void chatter_ends_a_read(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    ps2.output_stuck = true; /* reads as 0x00 for ever */
    assert_int_equal(keyboard_read(), -1);
    assert_int_equal(keyboard_read(), -1);
    ps2.output_stuck = false;
    keys_arrive("\x1e", 1);
    assert_read("a");
}

static void clock_that_stands_ends_a_command(void **state)
{
    (void)state;
    ps2.unplugged = true;
    clock_stands = true;
    assert_int_equal(keyboard_init(NULL), -E_NODEV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(missing_controller_is_no_device, fresh),
        cmocka_unit_test_setup(broken_controller_is_not_read, fresh),
        cmocka_unit_test_setup(missing_keyboard_may_come_later, fresh),
        cmocka_unit_test_setup(keyboard_without_answers_is_not_asked_again, fresh),
        cmocka_unit_test_setup(keyboard_that_refuses_all_still_types, fresh),
        cmocka_unit_test_setup(firmware_may_have_stopped_the_keyboard, fresh),
        cmocka_unit_test_setup(refused_bytes_are_sent_again, fresh),
        cmocka_unit_test_setup(set_1_arrives_whatever_was_set, fresh),
        cmocka_unit_test_setup(key_pressed_meanwhile_is_no_set, fresh),
        cmocka_unit_test_setup(keyboard_that_does_not_tell_its_set_is_left_alone, fresh),
        cmocka_unit_test_setup(lamps_that_are_refused_are_given_up, fresh),
        cmocka_unit_test_setup(lamps_that_fail_now_and_then_are_not_given_up, fresh),
        cmocka_unit_test_setup(half_a_command_does_not_silence_the_keyboard, fresh),
        cmocka_unit_test_setup(chatter_ends_a_read, fresh),
        cmocka_unit_test_setup(clock_that_stands_ends_a_command, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
