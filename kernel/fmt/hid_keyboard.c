/* SPDX-License-Identifier: MIT */
/*
 * fmt/hid_keyboard.c — one table from usages to scancodes, and the difference of two reports.
 */
#include "fmt/hid_keyboard.h"

#include "lib/keyboard_decoder.h"
#include "lib/mem.h"

#define NS_PER_MS       1000000ull
#define REPEAT_AFTER_MS 500u
#define REPEAT_EVERY_MS 33u

#define CODE_BREAK    0x80u
#define CODE_EXTENDED 0xe0u
#define EXTENDED      0x80u /* in the tables: the code has that prefix */

#define REPORT_MODIFIERS 0
#define REPORT_KEYS      2

/* Usages. The first three are no keys but say that the report tells nothing. */
#define USAGE_FAULT_LAST 0x03u
#define USAGE_CAPS_LOCK  0x39u
#define USAGE_NUM_LOCK   0x53u

#define LAMP_NUM  (1u << 0)
#define LAMP_CAPS (1u << 1)

/* By usage; 0 where there is no scancode of one byte. */
static const uint8_t scancodes[] = {
    0,    0,    0,    0,
    0x1e, 0x30, 0x2e, 0x20, /* 0x00: errors; A to D */
    0x12, 0x21, 0x22, 0x23,
    0x17, 0x24, 0x25, 0x26, /* 0x08: E to L */
    0x32, 0x31, 0x18, 0x19,
    0x10, 0x13, 0x1f, 0x14, /* 0x10: M to T */
    0x16, 0x2f, 0x11, 0x2d,
    0x15, 0x2c, 0x02, 0x03, /* 0x18: U to Z, 1, 2 */
    0x04, 0x05, 0x06, 0x07,
    0x08, 0x09, 0x0a, 0x0b, /* 0x20: 3 to 9, 0 */
    0x1c, 0x01, 0x0e, 0x0f,
    0x39, 0x0c, 0x0d, 0x1a, /* 0x28: Enter Esc Backspace Tab Space - = [ */
    0x1b, 0x2b, 0x2b, 0x27,
    0x28, 0x29, 0x33, 0x34, /* 0x30: ] \ # ; ' ` , . */
    0x35, 0x3a, 0x3b, 0x3c,
    0x3d, 0x3e, 0x3f, 0x40, /* 0x38: / Caps Lock, F1 to F6 */
    0x41, 0x42, 0x43, 0x44,
    0x57, 0x58, 0xb7, 0x46, /* 0x40: F7 to F12, Print, Scroll Lock */
    0,    0xd2, 0xc7, 0xc9,
    0xd3, 0xcf, 0xd1, 0xcd, /* 0x48: Pause Ins Home PgUp Del End PgDn Right */
    0xcb, 0xd0, 0xc8, 0x45,
    0xb5, 0x37, 0x4a, 0x4e, /* 0x50: Left Down Up Num Lock, keypad / * - + */
    0x9c, 0x4f, 0x50, 0x51,
    0x4b, 0x4c, 0x4d, 0x47, /* 0x58: Enter 1 to 7 */
    0x48, 0x49, 0x52, 0x53,
    0x56, 0xdd, 0xde, 0x59, /* 0x60: 8 9 0 . ISO's key, Menu Power, keypad = */
};

/* Left Control, Shift, Alt, Windows; then the right ones. */
static const uint8_t modifier_codes[] = { 0x1d, 0x2a, 0x38, 0xdb, 0x9d, 0x36, 0xb8, 0xdc };

static size_t code_put(uint8_t *codes, unsigned entry, bool is_break)
{
    size_t count = 0;

    if (entry == 0)
        return 0;
    if (entry & EXTENDED)
        codes[count++] = CODE_EXTENDED;
    codes[count++] = (uint8_t)((entry & ~EXTENDED) | (is_break ? CODE_BREAK : 0));
    return count;
}

static unsigned entry_of(uint8_t usage)
{
    return usage < ARRAY_SIZE(scancodes) ? scancodes[usage] : 0;
}

static bool holds(const uint8_t *keys, size_t count, uint8_t usage)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i] == usage)
            return true;
    return false;
}

static size_t modifiers_change(struct hid_keyboard *keyboard, uint8_t now, uint8_t *codes)
{
    const uint8_t changed = keyboard->modifiers ^ now;
    size_t count = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(modifier_codes); i++)
        if (changed & 1u << i)
            count += code_put(codes + count, modifier_codes[i], !(now & 1u << i));
    keyboard->modifiers = now;
    return count;
}

/* Locks turn round once, however long they are held. */
static bool repeats(uint8_t usage)
{
    return entry_of(usage) != 0 && usage != USAGE_CAPS_LOCK && usage != USAGE_NUM_LOCK;
}

static size_t keys_change(struct hid_keyboard *keyboard, const uint8_t *now, uint64_t now_ns,
                          uint8_t *codes)
{
    size_t count = 0;

    for (size_t i = 0; i < HID_KEYS; i++) {
        const uint8_t usage = keyboard->keys[i];

        if (usage == 0 || holds(now, HID_KEYS, usage) || holds(keyboard->keys, i, usage))
            continue;
        count += code_put(codes + count, entry_of(usage), true);
        if (usage == keyboard->repeating)
            keyboard->repeating = 0;
    }
    for (size_t i = 0; i < HID_KEYS; i++) {
        const uint8_t usage = now[i];

        if (usage == 0 || holds(keyboard->keys, HID_KEYS, usage) || holds(now, i, usage))
            continue;
        count += code_put(codes + count, entry_of(usage), false);
        if (!repeats(usage))
            continue;
        keyboard->repeating = usage;
        keyboard->repeat_ns = now_ns + REPEAT_AFTER_MS * NS_PER_MS;
    }
    memcpy(keyboard->keys, now, HID_KEYS);
    return count;
}

size_t hid_keyboard_report(struct hid_keyboard *keyboard, const void *report, size_t size,
                           uint64_t now_ns, uint8_t codes[HID_CODES_MAX])
{
    const uint8_t *bytes = report;
    size_t count;

    if (size < HID_REPORT_BYTES)
        return 0;
    count = modifiers_change(keyboard, bytes[REPORT_MODIFIERS], codes);
    for (size_t i = 0; i < HID_KEYS; i++)
        if (bytes[REPORT_KEYS + i] != 0 && bytes[REPORT_KEYS + i] <= USAGE_FAULT_LAST)
            return count;
    return count + keys_change(keyboard, bytes + REPORT_KEYS, now_ns, codes + count);
}

size_t hid_keyboard_repeat(struct hid_keyboard *keyboard, uint64_t now_ns,
                           uint8_t codes[HID_CODES_MAX])
{
    if (keyboard->repeating == 0 || now_ns < keyboard->repeat_ns)
        return 0;
    keyboard->repeat_ns += REPEAT_EVERY_MS * NS_PER_MS;
    if (keyboard->repeat_ns <= now_ns)
        keyboard->repeat_ns = now_ns + REPEAT_EVERY_MS * NS_PER_MS;
    return code_put(codes, entry_of(keyboard->repeating), false);
}

size_t hid_keyboard_release(struct hid_keyboard *keyboard, uint8_t codes[HID_CODES_MAX])
{
    static const uint8_t nothing[HID_REPORT_BYTES];

    return hid_keyboard_report(keyboard, nothing, sizeof(nothing), 0, codes);
}

uint8_t hid_keyboard_lamps(uint8_t leds)
{
    return (uint8_t)((leds & KEYBOARD_LED_NUM ? LAMP_NUM : 0) |
                     (leds & KEYBOARD_LED_CAPS ? LAMP_CAPS : 0));
}
