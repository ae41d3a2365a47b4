/* SPDX-License-Identifier: MIT */
/*
 * fmt/hid_keyboard.h — what a USB keyboard reports, as the scancodes of set 1 that lib/keyboard_decoder.h
 * understands (HID 1.11 appendix B.1 and C; HID Usage Tables 1.12, page 0x07).
 *
 * A report says which keys are down, not what changed, so the one before is kept. It does not repeat
 * either: that is done here, as a PS/2 keyboard does it.
 */
#pragma once

#include "lib/types.h"

#define HID_REPORT_BYTES 8  /* of the boot protocol */
#define HID_KEYS         6  /* in one */
#define HID_CODES_MAX    64 /* that one report can make */

struct hid_keyboard {
    uint8_t modifiers; /* a bit for each, from usage 0xe0 on */
    uint8_t keys[HID_KEYS];
    uint8_t repeating; /* usage, 0: none */
    uint64_t repeat_ns;
};

/*
 * Takes a report that came at now_ns; returns how many scancodes it makes. One that is too short makes
 * none; one that says "too many keys" changes modifiers only (HID 1.11 appendix C).
 */
size_t hid_keyboard_report(struct hid_keyboard *keyboard, const void *report, size_t size,
                           uint64_t now_ns, uint8_t codes[HID_CODES_MAX]);

/* The scancodes of a key that is held and due again at now_ns. Time missed is not made up for. */
size_t hid_keyboard_repeat(struct hid_keyboard *keyboard, uint64_t now_ns,
                           uint8_t codes[HID_CODES_MAX]);

/* Lets go of everything. */
size_t hid_keyboard_release(struct hid_keyboard *keyboard, uint8_t codes[HID_CODES_MAX]);

/* The lamps of lib/keyboard_decoder.h (KEYBOARD_LED_…), as a USB keyboard numbers them (appendix B.1). */
uint8_t hid_keyboard_lamps(uint8_t leds);
