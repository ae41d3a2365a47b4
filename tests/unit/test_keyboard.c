/* SPDX-License-Identifier: MIT */
/*
 * test_keyboard.c — from the interrupt to the bytes read, with a keyboard that does as it is told.
 */
#include "keyboard_fixture.h"

#define HELLO "\x23\xa3\x12\x92\x26\xa6\x26\xa6\x18\x98"

static void interrupts_bring_keys(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_true(now_ns < 20 * MS);
    keys_arrive(HELLO, sizeof(HELLO) - 1);
    interrupts_arrive();
    assert_int_equal(ps2.waiting_first, ps2.waiting_end);
    assert_read("hello");
    assert_int_equal(keyboard_dropped(), 0);
}

static void keys_come_without_interrupts(void **state)
{
    (void)state;
    line.result = -E_NODEV;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_non_null(strstr(said, "no interrupt"));
    keys_arrive(HELLO, sizeof(HELLO) - 1);
    assert_read("hello");
}

static void interrupt_without_a_byte_brings_nothing(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    line.handler(line.context);
    line.handler(line.context);
    assert_read("");
}

static void keys_of_several_bytes_are_read_byte_by_byte(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init("de"), 0);
    keys_arrive("\xe0\x48\x1a", 3);
    assert_int_equal(keyboard_read(), 0x1b);
    assert_int_equal(keyboard_read(), '[');
    assert_int_equal(keyboard_read(), 'A');
    assert_int_equal(keyboard_read(), 0xc3); /* not negative */
    assert_int_equal(keyboard_read(), 0xbc);
    assert_int_equal(keyboard_read(), -1);
}

static void layouts_are_chosen_by_name(void **state)
{
    (void)state;
    assert_string_equal(keyboard_keymap(), "us"); /* also before there is a keyboard */
    assert_int_equal(keyboard_init("fr"), 0);
    assert_string_equal(keyboard_keymap(), "fr");
    assert_int_equal(keyboard_set_keymap("xx"), -E_NOENT);
    keys_arrive("\x10", 1);
    assert_read("a");
    assert_int_equal(keyboard_set_keymap("us"), 0);
    keys_arrive("\x10", 1);
    assert_read("q");
    assert_string_equal(keyboard_keymap_name(0), "us");
    assert_non_null(keyboard_keymap_name(2));
    assert_null(keyboard_keymap_name(keymap_count));
}

static void unknown_layout_leaves_us(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init("klingon"), 0);
    assert_non_null(strstr(said, "keymap=klingon is not known"));
    assert_string_equal(keyboard_keymap(), "us");
}

static void caps_lock_lights_its_lamp(void **state)
{
    (void)state;
    ps2.leds = 0x07;
    assert_int_equal(keyboard_init(NULL), 0);
    assert_int_equal(ps2.leds, 0);
    keys_arrive("\x3a\xba\x1e", 3);
    interrupts_arrive();
    assert_read("A");
    assert_int_equal(ps2.leds, KEYBOARD_LED_CAPS);
    keys_arrive("\x45\xc5", 2);
    assert_read("");
    assert_int_equal(ps2.leds, KEYBOARD_LED_CAPS | KEYBOARD_LED_NUM);
    keys_arrive("\x3a\xba\x1e", 3);
    assert_read("a");
    assert_int_equal(ps2.leds, KEYBOARD_LED_NUM);
    assert_true(ps2.scans);
}

/* What is typed while the lamps are set is not lost, nor taken for an answer. */
static void keys_during_a_command_are_kept(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    ps2.key_before_ack = 0x30;
    keys_arrive("\x3a\xba\x1e", 3);
    interrupts_arrive();
    assert_read("AB");
    assert_int_equal(ps2.leds, KEYBOARD_LED_CAPS);
}

static void late_readers_lose_the_oldest(void **state)
{
    (void)state;
    assert_int_equal(keyboard_init(NULL), 0);
    keys_arrive("\x2a", 1); /* Shift down; its release will be lost */
    interrupts_arrive();
    assert_read("");
    keys_arrive("\xaa", 1);
    for (unsigned i = 0; i < 3 * BYTE_QUEUE_ENTRIES / 2; i++)
        keys_arrive("\x1e", 1);
    interrupts_arrive();
    assert_int_equal(keyboard_dropped(), BYTE_QUEUE_ENTRIES / 2 + 1);
    for (unsigned i = 0; i < BYTE_QUEUE_ENTRIES; i++)
        assert_int_equal(keyboard_read(), 'a');
    assert_int_equal(keyboard_read(), -1);
    keys_arrive("\x2a\x1e\xaa\x1e", 4);
    assert_read("Aa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(interrupts_bring_keys, fresh),
        cmocka_unit_test_setup(keys_come_without_interrupts, fresh),
        cmocka_unit_test_setup(interrupt_without_a_byte_brings_nothing, fresh),
        cmocka_unit_test_setup(keys_of_several_bytes_are_read_byte_by_byte, fresh),
        cmocka_unit_test_setup(layouts_are_chosen_by_name, fresh),
        cmocka_unit_test_setup(unknown_layout_leaves_us, fresh),
        cmocka_unit_test_setup(caps_lock_lights_its_lamp, fresh),
        cmocka_unit_test_setup(keys_during_a_command_are_kept, fresh),
        cmocka_unit_test_setup(late_readers_lose_the_oldest, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
