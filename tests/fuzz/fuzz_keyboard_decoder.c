/* SPDX-License-Identifier: MIT */
/*
 * fuzz_keyboard_decoder.c — the keyboard decoder under arbitrary bytes.
 *
 * The first byte of the input chooses the layout; the rest are scancodes, but for two that no
 * keyboard has: 0x6e makes the decoder release all keys, 0x6f changes the layout.
 */
#include "lib/keyboard_decoder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_RELEASE 0x6e
#define CODE_LAYOUT  0x6f
#define KEY_1        0x02

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert() it is there whatever the build's flags are. */
#define MUST(condition)                                                                   \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            abort();                                                                      \
        }                                                                                 \
    } while (0)

/* How many bytes the UTF-8 character at text has; 0 when it is none. */
static size_t character_size(const char *text, size_t size)
{
    const uint8_t first = (uint8_t)text[0];
    const size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : 3;

    if (first >= 0xf0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (((uint8_t)text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* One character, ESC and a character, or ESC [ or ESC O, numbers and a letter or a tilde. */
static bool is_one_key(const char *text, size_t size)
{
    size_t i = 2;

    if (character_size(text, size) == size)
        return true;
    if (text[0] != 0x1b)
        return false;
    if (character_size(text + 1, size - 1) == size - 1)
        return true;
    if (text[1] != '[' && text[1] != 'O')
        return false;
    while (i < size && (text[i] == ';' || (text[i] >= '0' && text[i] <= '9')))
        i++;
    return i == size - 1 && (text[i] == '~' || (text[i] >= 'A' && text[i] <= 'Z'));
}

static void feed_and_check(struct keyboard_decoder *decoder, uint8_t code)
{
    char *text = malloc(KEYBOARD_BYTES_MAX); /* of just that size: the sanitizer sees its end */
    const uint8_t leds = decoder->leds;
    size_t size;

    MUST(text != NULL);
    size = keyboard_decoder_feed(decoder, code, text);
    MUST(size <= KEYBOARD_BYTES_MAX);
    MUST(size == 0 || code < 0x80);
    MUST(size == 0 || decoder->leds == leds);
    MUST(size == 0 || is_one_key(text, size));
    MUST((decoder->leds & ~(KEYBOARD_LED_CAPS | KEYBOARD_LED_NUM)) == 0);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keyboard_decoder decoder, fresh;
    char text[KEYBOARD_BYTES_MAX], expected[KEYBOARD_BYTES_MAX];
    unsigned layout;

    if (size == 0)
        return 0;
    layout = data[0] % keymap_count;
    keyboard_decoder_init(&decoder, &keymaps[layout]);
    for (size_t i = 1; i < size; i++) {
        if (data[i] == CODE_RELEASE)
            keyboard_decoder_release(&decoder);
        if (data[i] == CODE_LAYOUT)
            decoder.keymap = &keymaps[++layout % keymap_count];
        feed_and_check(&decoder, data[i]);
    }
    /* With every key released only the locks tell that something was typed. */
    keyboard_decoder_release(&decoder);
    keyboard_decoder_init(&fresh, decoder.keymap);
    fresh.leds = decoder.leds;
    MUST(decoder.held == fresh.held && decoder.prefix == fresh.prefix);
    size = keyboard_decoder_feed(&decoder, KEY_1, text);
    MUST(size == keyboard_decoder_feed(&fresh, KEY_1, expected));
    MUST(memcmp(text, expected, size) == 0);
    return 0;
}
