/* SPDX-License-Identifier: MIT */
/*
 * lib/keyboard_decoder.c — prefixes, modifiers, locks, and which key means what.
 *
 * Set 1 says make as a number below 0x80 and break as the same number with the top bit. 0xE0 before
 * it marks the keys a PC/AT keyboard did not have; 0xE1 only occurs in Pause, which is E1 1D 45
 * E1 9D C5 and has no break. Around some E0 keys the keyboard sends E0 2A, E0 AA, E0 36 or E0 B6,
 * Shift keys nobody touched, meant for software older than those keys; they are ignored here.
 */
#include "lib/keyboard_decoder.h"

#include "lib/types.h"

#include <stdbool.h>

#define CODE_BREAK    0x80u
#define CODE_ERROR    0x00u /* the keyboard lost codes; which of the two depends on the set */
#define CODE_OVERRUN  0xffu
#define CODE_EXTENDED 0xe0u
#define CODE_PAUSE    0xe1u

enum prefix { PREFIX_NONE, PREFIX_EXTENDED, PREFIX_PAUSE, PREFIX_PAUSE_CTRL };

/* Scancodes of set 1, without the break bit. */
enum key {
    KEY_ESCAPE = 0x01,
    KEY_BACKSPACE = 0x0e,
    KEY_TAB = 0x0f,
    KEY_ENTER = 0x1c,
    KEY_CTRL = 0x1d, /* with E0 the right one */
    KEY_SHIFT_LEFT = 0x2a,
    KEY_SLASH = 0x35, /* with E0 the keypad's */
    KEY_SHIFT_RIGHT = 0x36,
    KEY_KEYPAD_TIMES = 0x37,
    KEY_ALT = 0x38, /* with E0 the right one */
    KEY_CAPS_LOCK = 0x3a,
    KEY_F1 = 0x3b,
    KEY_F10 = 0x44,
    KEY_NUM_LOCK = 0x45,
    KEY_KEYPAD_FIRST = 0x47, /* with E0 the cursor keys, without it the keypad */
    KEY_KEYPAD_MINUS = 0x4a,
    KEY_KEYPAD_PLUS = 0x4e,
    KEY_KEYPAD_LAST = 0x53,
    KEY_F11 = 0x57,
    KEY_F12 = 0x58,
};

/* Bits of keyboard_decoder.held. */
#define HELD_SHIFT_LEFT  (1u << 0)
#define HELD_SHIFT_RIGHT (1u << 1)
#define HELD_CTRL_LEFT   (1u << 2)
#define HELD_CTRL_RIGHT  (1u << 3)
#define HELD_ALT_LEFT    (1u << 4)
#define HELD_ALT_RIGHT   (1u << 5)
#define HELD_CAPS_LOCK   (1u << 6)
#define HELD_NUM_LOCK    (1u << 7)

#define HELD_SHIFT (HELD_SHIFT_LEFT | HELD_SHIFT_RIGHT)
#define HELD_CTRL  (HELD_CTRL_LEFT | HELD_CTRL_RIGHT)
#define HELD_ALT   (HELD_ALT_LEFT | HELD_ALT_RIGHT)

static const struct {
    uint8_t key, held;
    bool extended;
    uint8_t led; /* a lock key turns it round */
} holds[] = {
    { KEY_SHIFT_LEFT, HELD_SHIFT_LEFT, false, 0 },
    { KEY_SHIFT_RIGHT, HELD_SHIFT_RIGHT, false, 0 },
    { KEY_CTRL, HELD_CTRL_LEFT, false, 0 },
    { KEY_CTRL, HELD_CTRL_RIGHT, true, 0 },
    { KEY_ALT, HELD_ALT_LEFT, false, 0 },
    { KEY_ALT, HELD_ALT_RIGHT, true, 0 },
    { KEY_CAPS_LOCK, HELD_CAPS_LOCK, false, KEYBOARD_LED_CAPS },
    { KEY_NUM_LOCK, HELD_NUM_LOCK, false, KEYBOARD_LED_NUM },
};

/* The cursor block, from KEY_KEYPAD_FIRST on; what the keypad types instead with Num Lock. */
static const struct {
    char final;     /* ESC [ final */
    uint8_t number; /* ESC [ number ~ */
    char digit;     /* 0: the layout's separator */
} keypad[KEY_KEYPAD_LAST - KEY_KEYPAD_FIRST + 1] = {
    { 'H', 0, '7' }, { 'A', 0, '8' }, { 0, 5, '9' }, { 0, 0, 0 },     { 'D', 0, '4' },
    { 'E', 0, '5' }, { 'C', 0, '6' }, { 0, 0, 0 },   { 'F', 0, '1' }, { 'B', 0, '2' },
    { 0, 6, '3' },   { 0, 2, '0' },   { 0, 3, 0 },
};

void keyboard_decoder_init(struct keyboard_decoder *decoder, const struct keymap *keymap)
{
    *decoder = (struct keyboard_decoder){ .keymap = keymap };
}

void keyboard_decoder_release(struct keyboard_decoder *decoder)
{
    decoder->held = 0;
    decoder->prefix = PREFIX_NONE;
}

/* The right Alt key is one only where it does not choose a level of the layout. */
static unsigned modifiers_of(const struct keyboard_decoder *decoder)
{
    const unsigned alt = decoder->keymap->has_altgr ? HELD_ALT_LEFT : HELD_ALT;

    return (decoder->held & HELD_SHIFT ? XTERM_KEY_SHIFT : 0) |
           (decoder->held & alt ? XTERM_KEY_ALT : 0) |
           (decoder->held & HELD_CTRL ? XTERM_KEY_CTRL : 0);
}

/* True when key is a modifier or a lock, which is then taken note of. */
static bool hold(struct keyboard_decoder *decoder, unsigned key, bool extended, bool is_break)
{
    for (unsigned i = 0; i < ARRAY_SIZE(holds); i++) {
        if (holds[i].key != key || holds[i].extended != extended)
            continue;
        /* A key that is held down repeats its make code; a lock turns round once. */
        if (!is_break && !(decoder->held & holds[i].held))
            decoder->leds ^= holds[i].led;
        if (is_break)
            decoder->held &= (uint8_t)~holds[i].held;
        else
            decoder->held |= holds[i].held;
        return true;
    }
    return false;
}

/* Letters of ASCII and Latin-1 whose two cases lie 0x20 apart change case; the rest stays. */
static unsigned case_turn(unsigned code)
{
    const unsigned lower = code | 0x20;

    if ((lower >= 'a' && lower <= 'z') || (lower >= 0xe0 && lower <= 0xfe && lower != 0xf7))
        return code ^ 0x20;
    return code;
}

static size_t layout_key(const struct keyboard_decoder *decoder, unsigned key, char *text)
{
    const bool altgr = decoder->keymap->has_altgr && (decoder->held & HELD_ALT_RIGHT);
    const bool shift = decoder->held & HELD_SHIFT;
    unsigned symbol;

    if (key >= KEYMAP_KEYS)
        return 0;
    symbol = decoder->keymap->symbols[(altgr ? KEYMAP_ALTGR : KEYMAP_PLAIN) + shift][key];
    if (symbol == 0)
        return 0;
    if (decoder->leds & KEYBOARD_LED_CAPS)
        symbol = case_turn(symbol);
    return xterm_key_character(text, symbol, modifiers_of(decoder));
}

static size_t function_key(unsigned key, unsigned modifiers, char *text)
{
    static const uint8_t numbers[] = { 15, 17, 18, 19, 20, 21, 23, 24 }; /* F5 to F12 */
    const unsigned n = key >= KEY_F11 ? 10 + key - KEY_F11 : key - KEY_F1;

    if (n < 4)
        return xterm_key_pf(text, (char)('P' + n), modifiers);
    return xterm_key_tilde(text, numbers[n - 4], modifiers);
}

static size_t cursor_key(unsigned key, unsigned modifiers, char *text)
{
    const unsigned i = key - KEY_KEYPAD_FIRST;

    if (keypad[i].number != 0)
        return xterm_key_tilde(text, keypad[i].number, modifiers);
    if (keypad[i].final != 0)
        return xterm_key_cursor(text, keypad[i].final, modifiers);
    return 0;
}

/* Shift turns Num Lock round for the keypad, and is used up by that. */
static size_t keypad_key(const struct keyboard_decoder *decoder, unsigned key, char *text)
{
    const unsigned modifiers = modifiers_of(decoder) & ~XTERM_KEY_SHIFT;
    const bool num_lock = decoder->leds & KEYBOARD_LED_NUM;
    const bool shift = decoder->held & HELD_SHIFT;
    unsigned symbol;

    if (key == KEY_KEYPAD_MINUS)
        return xterm_key_character(text, '-', modifiers);
    if (key == KEY_KEYPAD_PLUS)
        return xterm_key_character(text, '+', modifiers);
    if (num_lock == shift)
        return cursor_key(key, modifiers, text);
    symbol = (uint8_t)keypad[key - KEY_KEYPAD_FIRST].digit;
    if (symbol == 0)
        symbol = decoder->keymap->symbols[KEYMAP_PLAIN][key];
    return symbol != 0 ? xterm_key_character(text, symbol, modifiers) : 0;
}

static size_t extended_key(unsigned key, unsigned modifiers, char *text)
{
    if (key == KEY_ENTER)
        return xterm_key_character(text, '\r', modifiers & XTERM_KEY_ALT);
    if (key == KEY_SLASH)
        return xterm_key_character(text, '/', modifiers);
    if (key >= KEY_KEYPAD_FIRST && key <= KEY_KEYPAD_LAST)
        return cursor_key(key, modifiers, text);
    return 0;
}

static size_t plain_key(const struct keyboard_decoder *decoder, unsigned key, char *text)
{
    const unsigned modifiers = modifiers_of(decoder);
    const unsigned alt = modifiers & XTERM_KEY_ALT;

    if ((key >= KEY_F1 && key <= KEY_F10) || key == KEY_F11 || key == KEY_F12)
        return function_key(key, modifiers, text);
    if (key >= KEY_KEYPAD_FIRST && key <= KEY_KEYPAD_LAST)
        return keypad_key(decoder, key, text);
    switch (key) {
    case KEY_ESCAPE:
        return xterm_key_character(text, 0x1b, alt);
    case KEY_ENTER:
        return xterm_key_character(text, '\r', alt);
    case KEY_BACKSPACE:
        return xterm_key_character(text, modifiers & XTERM_KEY_CTRL ? '\b' : 0x7f, alt);
    case KEY_TAB:
        if (modifiers & XTERM_KEY_SHIFT)
            return xterm_key_cursor(text, 'Z', 0);
        return xterm_key_character(text, '\t', alt);
    case KEY_KEYPAD_TIMES:
        return xterm_key_character(text, '*', modifiers);
    default:
        return layout_key(decoder, key, text);
    }
}

size_t keyboard_decoder_feed(struct keyboard_decoder *decoder, uint8_t code, char *text)
{
    const enum prefix prefix = decoder->prefix;
    const unsigned key = code & ~CODE_BREAK;
    const bool is_break = code & CODE_BREAK;
    const bool extended = prefix == PREFIX_EXTENDED;

    decoder->prefix = PREFIX_NONE;
    if (code == CODE_ERROR || code == CODE_OVERRUN) {
        keyboard_decoder_release(decoder);
        return 0;
    }
    if (code == CODE_EXTENDED || code == CODE_PAUSE) {
        decoder->prefix = code == CODE_EXTENDED ? PREFIX_EXTENDED : PREFIX_PAUSE;
        return 0;
    }
    /* A Pause that breaks off swallows nothing of what follows. */
    if (prefix == PREFIX_PAUSE && key == KEY_CTRL) {
        decoder->prefix = PREFIX_PAUSE_CTRL;
        return 0;
    }
    if (prefix == PREFIX_PAUSE_CTRL && key == KEY_NUM_LOCK)
        return 0;
    if (hold(decoder, key, extended, is_break) || is_break)
        return 0;
    return extended ? extended_key(key, modifiers_of(decoder), text)
                    : plain_key(decoder, key, text);
}
