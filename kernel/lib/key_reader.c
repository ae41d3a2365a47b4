/* SPDX-License-Identifier: MIT */
/*
 * lib/key_reader.c — a state per prefix: ESC, ESC [, ESC O.
 *
 * ESC and a character is that character with Alt, whether one key sent both or two were pressed.
 */
#include "lib/key_reader.h"

#include "lib/types.h"

#define ESC        0x1b
#define DEL        0x7f
#define NUMBER_MAX 9999

/* The modifier parameter is one more than the sum of these; absent it is 0, which means 1. */
#define MODIFIER_ALT  2u
#define MODIFIER_CTRL 4u

void key_reader_init(struct key_reader *reader)
{
    *reader = (struct key_reader){ .state = KEY_STATE_PLAIN };
}

void key_reader_reset(struct key_reader *reader)
{
    key_reader_init(reader);
}

static uint32_t plain(struct key_reader *reader, uint8_t byte)
{
    enum utf8_result result;
    uint32_t code;

    if (byte == ESC && reader->utf8.missing == 0) {
        reader->state = KEY_STATE_ESCAPE;
        return KEY_NONE;
    }
    if (reader->utf8.missing == 0)
        reader->size = 0;
    if (reader->size < UTF8_BYTES_MAX)
        reader->bytes[reader->size++] = (char)byte;
    result = utf8_feed(&reader->utf8, byte, &code);
    if (result == UTF8_AGAIN) /* nothing is missing now, so this ends at once */
        return plain(reader, byte);
    if (result == UTF8_MORE || code == UTF8_REPLACEMENT || (code > DEL && code < 0xa0))
        return KEY_NONE;
    return code;
}

static uint32_t escape(struct key_reader *reader, uint8_t byte)
{
    reader->state = KEY_STATE_PLAIN;
    reader->numbers[0] = reader->numbers[1] = 0;
    reader->number = reader->length = 0;
    if (byte == '[')
        reader->state = KEY_STATE_CSI;
    else if (byte == 'O')
        reader->state = KEY_STATE_SS3;
    else if ((byte >= ' ' && byte <= DEL) || byte == '\b')
        return KEY_ALT | byte;
    else
        return plain(reader, byte);
    return KEY_NONE;
}

/* Cursor keys: the letter behind ESC [ or ESC O. Lower case is rxvt's Ctrl. */
static uint32_t letter_key(char letter, unsigned modifiers)
{
    const bool by_word = modifiers > 1 && (modifiers - 1) & (MODIFIER_ALT | MODIFIER_CTRL);

    switch (letter) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return by_word ? KEY_WORD_RIGHT : KEY_RIGHT;
    case 'D':
        return by_word ? KEY_WORD_LEFT : KEY_LEFT;
    case 'c':
        return KEY_WORD_RIGHT;
    case 'd':
        return KEY_WORD_LEFT;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    case 'M':
        return '\r'; /* Enter of the keypad in its application mode */
    default:
        return KEY_OTHER;
    }
}

/* Editing keys: the number before the tilde. */
static uint32_t tilde_key(unsigned number)
{
    switch (number) {
    case 1:
    case 7:
        return KEY_HOME;
    case 4:
    case 8:
        return KEY_END;
    case 3:
        return KEY_DELETE;
    default:
        return KEY_OTHER;
    }
}

static void digit_take(struct key_reader *reader, uint8_t byte)
{
    unsigned *number = &reader->numbers[reader->number < 2 ? reader->number : 1];

    if (byte == ';')
        reader->number++;
    else if (byte >= '0' && byte <= '9' && reader->number < 2 && *number < NUMBER_MAX)
        *number = *number * 10 + byte - '0';
}

/* ECMA-48 5.4: parameters 0x30 to 0x3f, intermediates 0x20 to 0x2f, a final byte 0x40 to 0x7e. */
static uint32_t sequence(struct key_reader *reader, uint8_t byte)
{
    const bool is_ss3 = reader->state == KEY_STATE_SS3;

    if (byte < ' ' || byte >= DEL || ++reader->length > KEY_SEQUENCE_MAX) {
        reader->state = KEY_STATE_PLAIN;
        return plain(reader, byte);
    }
    if (byte < '@') {
        digit_take(reader, byte);
        return KEY_NONE;
    }
    reader->state = KEY_STATE_PLAIN;
    if (byte == '[' && !is_ss3 && reader->length == 1) {
        reader->state = KEY_STATE_LINUX;
        return KEY_NONE;
    }
    if (byte == '~')
        return tilde_key(reader->numbers[0]);
    if (byte == 'M' && !is_ss3)
        return KEY_OTHER;
    /* ESC O 5 C has its modifier where ESC [ 1 ; 5 C has the 1. */
    return letter_key((char)byte, reader->numbers[is_ss3 ? 0 : 1]);
}

uint32_t key_reader_feed(struct key_reader *reader, uint8_t byte)
{
    switch (reader->state) {
    case KEY_STATE_ESCAPE:
        return escape(reader, byte);
    case KEY_STATE_CSI:
    case KEY_STATE_SS3:
        return sequence(reader, byte);
    case KEY_STATE_LINUX:
        reader->state = KEY_STATE_PLAIN;
        return byte >= ' ' && byte < DEL ? KEY_OTHER : plain(reader, byte);
    default:
        return plain(reader, byte);
    }
}
