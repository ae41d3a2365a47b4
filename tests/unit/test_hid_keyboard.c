/* SPDX-License-Identifier: MIT */
/* tests/unit/test_hid_keyboard.c — reports become the scancodes a PS/2 keyboard would have sent. */
#include "exact.h"

#include "fmt/hid_keyboard.h"
#include "lib/keyboard_decoder.h"
#include "lib/types.h"

#define MS 1000000ull

static struct hid_keyboard keyboard;
static uint64_t now_ns;

static int fresh(void **state)
{
    (void)state;
    keyboard = (struct hid_keyboard){ 0 };
    now_ns = 0;
    return 0;
}

/* Modifiers and up to six keys make just these scancodes. */
static void assert_codes(const char *report, const char *expected, size_t count)
{
    uint8_t bytes[HID_REPORT_BYTES], codes[HID_CODES_MAX];
    uint8_t *exact;

    memcpy(bytes, report, sizeof(bytes));
    exact = exact_copy(bytes, sizeof(bytes));
    assert_int_equal(hid_keyboard_report(&keyboard, exact, sizeof(bytes), now_ns, codes), count);
    assert_memory_equal(codes, expected, count);
    free(exact);
}

static void assert_repeats(const char *expected, size_t count)
{
    uint8_t codes[HID_CODES_MAX];

    assert_int_equal(hid_keyboard_repeat(&keyboard, now_ns, codes), count);
    assert_memory_equal(codes, expected, count);
}

static void keys_make_and_break(void **state)
{
    (void)state;
    assert_codes("\0\0\x04\0\0\0\0\0", "\x1e", 1);
    assert_codes("\0\0\x04\0\0\0\0\0", "", 0);
    assert_codes("\0\0\x04\x05\0\0\0\0", "\x30", 1);
    assert_codes("\0\0\x05\0\0\0\0\0", "\x9e", 1);
    assert_codes("\0\0\0\0\0\0\0\0", "\xb0", 1);
}

static void modifiers_come_before_keys(void **state)
{
    (void)state;
    assert_codes("\x02\0\x04\0\0\0\0\0", "\x2a\x1e", 2);
    assert_codes("\x40\0\0\0\0\0\0\0", "\xaa\xe0\x38\x9e", 4);
    assert_codes("\0\0\0\0\0\0\0\0", "\xe0\xb8", 2);
    assert_codes("\xff\0\0\0\0\0\0\0", "\x1d\x2a\x38\xe0\x5b\xe0\x1d\x36\xe0\x38\xe0\x5c", 12);
}

static void extended_keys_have_their_prefix(void **state)
{
    (void)state;
    assert_codes("\0\0\x52\0\0\0\0\0", "\xe0\x48", 2);
    assert_codes("\0\0\x4b\0\0\0\0\0", "\xe0\xc8\xe0\x49", 4);
    assert_codes("\0\0\x58\0\0\0\0\0", "\xe0\xc9\xe0\x1c", 4);
}

/* The most that one report can make: all modifiers, six keys up and six down. */
static void the_most_fits(void **state)
{
    uint8_t codes[HID_CODES_MAX];

    (void)state;
    hid_keyboard_report(&keyboard, "\0\0\x49\x4a\x4b\x4c\x4d\x4e", 8, 0, codes);
    assert_int_equal(hid_keyboard_report(&keyboard, "\xff\0\x4f\x50\x51\x52\x54\x58", 8, 0, codes),
                     36);
}

static void too_many_keys_change_modifiers_only(void **state)
{
    (void)state;
    assert_codes("\0\0\x04\0\0\0\0\0", "\x1e", 1);
    assert_codes("\x01\0\x01\x01\x01\x01\x01\x01", "\x1d", 1);
    assert_codes("\x01\0\x01\x05\x01\x01\x01\x01", "", 0);
    assert_codes("\x01\0\x04\0\0\0\0\0", "", 0);
    assert_codes("\0\0\0\0\0\0\0\0", "\x9d\x9e", 2);
}

static void nonsense_is_nothing(void **state)
{
    uint8_t codes[HID_CODES_MAX];

    (void)state;
    for (size_t size = 0; size < HID_REPORT_BYTES; size++) {
        uint8_t *bytes = exact_copy("\xff\xff\x04\x04\x04\x04\x04\x04", size);

        assert_int_equal(hid_keyboard_report(&keyboard, bytes, size, 0, codes), 0);
        free(bytes);
    }
    assert_codes("\0\xff\x04\x04\x04\x48\xff\xe0", "\x1e", 1); /* twice the same; no such keys */
    assert_codes("\0\0\0\0\0\0\0\0", "\x9e", 1);
}

static void held_keys_repeat(void **state)
{
    (void)state;
    assert_codes("\0\0\x04\0\0\0\0\0", "\x1e", 1);
    now_ns = 499 * MS;
    assert_repeats("", 0);
    now_ns = 500 * MS;
    assert_repeats("\x1e", 1);
    assert_repeats("", 0);
    now_ns = 533 * MS;
    assert_repeats("\x1e", 1);
    now_ns = 5000 * MS; /* nobody looked for long: one, and not a hundred */
    assert_repeats("\x1e", 1);
    assert_repeats("", 0);
    assert_codes("\0\0\0\0\0\0\0\0", "\x9e", 1);
    now_ns = 9000 * MS;
    assert_repeats("", 0);
}

/* As on a PS/2 keyboard the last key pressed goes on, and none when that is let go. */
static void the_last_key_repeats(void **state)
{
    (void)state;
    assert_codes("\0\0\x04\0\0\0\0\0", "\x1e", 1);
    assert_codes("\0\0\x04\x52\0\0\0\0", "\xe0\x48", 2);
    now_ns = 600 * MS;
    assert_repeats("\xe0\x48", 2);
    assert_codes("\0\0\x52\0\0\0\0\0", "\x9e", 1);
    now_ns = 700 * MS;
    assert_repeats("\xe0\x48", 2);
    assert_codes("\0\0\0\0\0\0\0\0", "\xe0\xc8", 2);
    now_ns = 2000 * MS;
    assert_repeats("", 0);
}

static void locks_and_modifiers_do_not_repeat(void **state)
{
    (void)state;
    assert_codes("\x02\0\x39\0\0\0\0\0", "\x2a\x3a", 2);
    now_ns = 5000 * MS;
    assert_repeats("", 0);
}

static void all_is_let_go(void **state)
{
    uint8_t codes[HID_CODES_MAX];

    (void)state;
    assert_codes("\x01\0\x04\0\0\0\0\0", "\x1d\x1e", 2);
    assert_int_equal(hid_keyboard_release(&keyboard, codes), 2);
    assert_memory_equal(codes, "\x9d\x9e", 2);
    now_ns = 5000 * MS;
    assert_repeats("", 0);
}

static void lamps_have_other_bits(void **state)
{
    (void)state;
    assert_int_equal(hid_keyboard_lamps(0), 0);
    assert_int_equal(hid_keyboard_lamps(KEYBOARD_LED_NUM), 1);
    assert_int_equal(hid_keyboard_lamps(KEYBOARD_LED_CAPS | KEYBOARD_LED_NUM), 3);
}

/* Letters, digits and signs in their order on the page of usages type what is printed on the keys. */
static void every_key_types(void **state)
{
    static const char expected[] =
        "abcdefghijklmnopqrstuvwxyz1234567890\r\x1b\x7f\t -=[]\\\\;'`,./";
    struct keyboard_decoder decoder;
    char text[KEYBOARD_BYTES_MAX];
    const char *next = expected;

    (void)state;
    keyboard_decoder_init(&decoder, keymap_find("us"));
    for (uint8_t usage = 4; usage <= 0x38; usage++, next++) {
        uint8_t report[HID_REPORT_BYTES] = { 0, 0, usage }, codes[HID_CODES_MAX];
        size_t count = hid_keyboard_report(&keyboard, report, sizeof(report), 0, codes);

        assert_int_equal(count, 1);
        assert_int_equal(keyboard_decoder_feed(&decoder, codes[0], text), 1);
        assert_int_equal(text[0], *next);
        hid_keyboard_release(&keyboard, codes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(keys_make_and_break, fresh),
        cmocka_unit_test_setup(modifiers_come_before_keys, fresh),
        cmocka_unit_test_setup(extended_keys_have_their_prefix, fresh),
        cmocka_unit_test_setup(the_most_fits, fresh),
        cmocka_unit_test_setup(too_many_keys_change_modifiers_only, fresh),
        cmocka_unit_test_setup(nonsense_is_nothing, fresh),
        cmocka_unit_test_setup(held_keys_repeat, fresh),
        cmocka_unit_test_setup(the_last_key_repeats, fresh),
        cmocka_unit_test_setup(locks_and_modifiers_do_not_repeat, fresh),
        cmocka_unit_test_setup(all_is_let_go, fresh),
        cmocka_unit_test_setup(lamps_have_other_bits, fresh),
        cmocka_unit_test_setup(every_key_types, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
