/* SPDX-License-Identifier: MIT */
/*
 * lib/keyboard_decoder.h — scancodes of set 1 in, the bytes an xterm would send out.
 *
 * Knows the 104 and 105 keys of a PC keyboard. Any byte may come at any time: one that is lost or
 * wrong costs at most the key it belonged to, and a modifier counts as held only between a make and
 * the next break code of its own key.
 */
#pragma once

#include "lib/keymap.h"
#include "lib/xterm_key.h"

#include <stddef.h>
#include <stdint.h>

#define KEYBOARD_BYTES_MAX XTERM_KEY_BYTES_MAX

/* Lamps, as the keyboard's own command counts them. */
#define KEYBOARD_LED_NUM  (1u << 1)
#define KEYBOARD_LED_CAPS (1u << 2)

struct keyboard_decoder {
    const struct keymap *keymap; /* may be changed at any time */
    uint8_t held;                /* modifier and lock keys that are down */
    uint8_t leds;                /* KEYBOARD_LED_…: which locks are on */
    uint8_t prefix;              /* what came before that belongs to the next scancode */
};

/* No key is down and no lock is on. keymap must outlive the decoder. */
void keyboard_decoder_init(struct keyboard_decoder *decoder, const struct keymap *keymap);

/*
 * Takes one scancode and writes what the key sends, if it does, to the KEYBOARD_BYTES_MAX bytes at
 * text. Returns how many bytes: 0 for most scancodes.
 */
size_t keyboard_decoder_feed(struct keyboard_decoder *decoder, uint8_t code, char *text);

/* Scancodes were lost: every key counts as released. Locks stay as they are. */
void keyboard_decoder_release(struct keyboard_decoder *decoder);
