/* SPDX-License-Identifier: MIT */
/*
 * test_keyboard_noise.c — streams no keyboard should send.
 *
 * Bytes are lost, made up and drawn by lot, 100,000 at a time, and the decoder's idea of what is
 * held is compared with a second one that looks at the stream itself.
 */
#include "keystream.h"

static void errors_release_everything(void **state)
{
    (void)state;
    assert_types("2a 1d 38 e0 38 00 1e", "a");
    nothing_is_held();
    assert_types("36 e0 1d ff 1e", "a");
    assert_types("e0 ff 48", "\x1b[A"); /* nor is the prefix kept */
    assert_types("3a ba 00 1e", "A");   /* a lock is not a key that is held */
    feed("2a e1");
    keyboard_decoder_release(&decoder);
    nothing_is_held();
}

/* Whatever is missing, the key after the next one is right. */
static void lost_bytes_cost_one_key(void **state)
{
    (void)state;
    assert_types("e0 1e 1e", "a");          /* what E0 belonged to is gone */
    assert_types("48 1e", "\x1b[Aa");       /* E0 is gone */
    assert_types("e1 45 c5 1e", "a");       /* Pause without its 1D: Num Lock */
    assert_types("e1 9d c5 45 c5 1e", "a"); /* and back */
    assert_int_equal(decoder.leds, 0);
    assert_types("e1 1d 1e e1 9d 1e", "aa");       /* without its 45 */
    assert_types("e1 1e e0 e0 48 1e", "a\x1b[Aa"); /* prefixes upon prefixes */
    assert_types("e0 e1 1d 45 1e e1 e0 4b", "a\x1b[D");
    assert_types("2a 1e 9e 1e 2a aa 1e", "AAa"); /* a lost break ends with the next press */
    nothing_is_held();
}

static void answers_to_commands_type_nothing(void **state)
{
    (void)state;
    assert_types("fa fe aa fc fd ee fa 1e", "a");
    nothing_is_held();
}

static uint64_t lot_state;

static uint32_t lot(void)
{
    lot_state = lot_state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(lot_state >> 33);
}

/* Keys that hold something, prefixes and errors more often than the rest. */
static uint8_t lot_code(bool biased)
{
    static const uint8_t often[] = { 0xe0, 0xe0, 0xe0, 0xe1, 0x1d, 0x9d, 0x2a, 0xaa, 0x36,
                                     0xb6, 0x38, 0xb8, 0x3a, 0xba, 0x45, 0xc5, 0x53, 0x1e };

    if (biased && lot() % 2)
        return often[lot() % sizeof(often)];
    return (uint8_t)lot();
}

/* What is held, told by the last two bytes and this one. */
static unsigned held_by_stream(unsigned held, const uint8_t *last, uint8_t code)
{
    static const struct {
        uint8_t key;
        unsigned plain, extended;
    } keys[] = {
        { 0x2a, HELD_SHIFT_LEFT, 0 },
        { 0x36, HELD_SHIFT_RIGHT, 0 },
        { 0x1d, HELD_CTRL_LEFT, HELD_CTRL_RIGHT },
        { 0x38, HELD_ALT_LEFT, HELD_ALT_RIGHT },
        { 0x3a, HELD_CAPS_LOCK, 0 },
        { 0x45, HELD_NUM_LOCK, 0 },
    };
    const bool in_pause = (last[1] == 0xe1 && (code & 0x7f) == 0x1d) ||
                          (last[0] == 0xe1 && (last[1] & 0x7f) == 0x1d && (code & 0x7f) == 0x45);

    if (code == 0x00 || code == 0xff)
        return 0;
    for (unsigned i = 0; i < ARRAY_SIZE(keys) && !in_pause; i++) {
        const unsigned bit = last[1] == 0xe0 ? keys[i].extended : keys[i].plain;

        if (keys[i].key == (code & 0x7f))
            return code & 0x80 ? held & ~bit : held | bit;
    }
    return held;
}

/* One character, ESC and a character, or one whole sequence. */
static bool is_one_key(const char *text, size_t size)
{
    size_t i = 0;

    if (size == 0)
        return true;
    if (text[0] == 0x1b && size > 2 && (text[1] == '[' || text[1] == 'O')) {
        for (i = 2; i < size && (text[i] == ';' || (text[i] >= '0' && text[i] <= '9')); i++)
            ;
        return i == size - 1 && (text[i] == '~' || (text[i] >= 'A' && text[i] <= 'Z'));
    }
    if (text[0] == 0x1b && size > 1)
        i = 1;
    if ((uint8_t)text[i] < 0x80)
        return size == i + 1;
    if ((uint8_t)text[i] < 0xc2 || (uint8_t)text[i] >= 0xf0 ||
        size != i + ((uint8_t)text[i] < 0xe0 ? 2 : 3))
        return false;
    for (i++; i < size; i++)
        if (((uint8_t)text[i] & 0xc0) != 0x80)
            return false;
    return true;
}

static void run_by_lot(const struct keymap *keymap, bool biased)
{
    unsigned held = 0;
    uint8_t last[2] = { 0, 0 };

    keyboard_decoder_init(&decoder, keymap);
    for (unsigned n = 0; n < 100000; n++) {
        const uint8_t code = lot_code(biased);
        char *text = test_malloc(KEYBOARD_BYTES_MAX);
        const size_t size = keyboard_decoder_feed(&decoder, code, text);

        assert_true(size <= KEYBOARD_BYTES_MAX);
        assert_true(is_one_key(text, size));
        test_free(text);
        held = held_by_stream(held, last, code);
        if (decoder.held != held)
            fail_msg("%u: after %02x %02x %02x held is %02x instead of %02x", n, last[0], last[1],
                     code, decoder.held, held);
        last[0] = last[1];
        last[1] = code;
    }
    /* Everybody lets go, and the keyboard is as new. */
    feed("aa aa b6 9d e0 9d b8 e0 b8 ba c5");
    nothing_is_held();
    if (decoder.leds & KEYBOARD_LED_CAPS)
        feed("3a ba");
    if (decoder.leds & KEYBOARD_LED_NUM)
        feed("45 c5");
    assert_int_equal(decoder.leds, 0);
    expect("02 82", keymap->symbols[KEYMAP_PLAIN][2] == '&' ? "&" : "1", 1);
}

static void random_codes_leave_nothing_behind(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 4; seed++)
        for (unsigned m = 0; m < keymap_count; m++) {
            lot_state = seed;
            run_by_lot(&keymaps[m], seed % 2);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(errors_release_everything, us),
        cmocka_unit_test_setup(lost_bytes_cost_one_key, us),
        cmocka_unit_test_setup(answers_to_commands_type_nothing, us),
        cmocka_unit_test(random_codes_leave_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
