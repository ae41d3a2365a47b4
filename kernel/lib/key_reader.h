/* SPDX-License-Identifier: MIT */
/*
 * lib/key_reader.h — from the bytes a terminal sends to the keys that were pressed.
 *
 * Understands UTF-8 and the sequences of "XTerm Control Sequences", section "PC-Style Function
 * Keys", in the forms of xterm, VT220, rxvt and the Linux console; what it does not know gives
 * KEY_OTHER. A control character within a sequence ends it and counts itself, and no sequence is
 * longer than KEY_SEQUENCE_MAX bytes, so that nothing is swallowed without end.
 */
#pragma once

#include "lib/utf8.h"

#include <stddef.h>

#define KEY_SEQUENCE_MAX 24

/* A key is a code point, control characters included, or one of these. */
enum key_special {
    KEY_NONE = 0x200000, /* the byte was only a part */
    KEY_OTHER,
    KEY_UP,
    KEY_DOWN,
    KEY_RIGHT,
    KEY_LEFT,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
    KEY_WORD_RIGHT, /* Ctrl or Alt and the arrow */
    KEY_WORD_LEFT,
};

#define KEY_ALT 0x400000u /* added to an ASCII character */

enum key_state {
    KEY_STATE_PLAIN,
    KEY_STATE_ESCAPE,
    KEY_STATE_CSI,
    KEY_STATE_SS3,
    KEY_STATE_LINUX, /* ESC [ [ and a letter: function keys of the Linux console */
};

struct key_reader {
    enum key_state state;
    struct utf8 utf8;
    char bytes[UTF8_BYTES_MAX]; /* of the last character, when that was the last key */
    unsigned size;
    unsigned numbers[2], number; /* parameters of the sequence, and which is being read */
    unsigned length;             /* of the sequence so far */
};

void key_reader_init(struct key_reader *reader);

/* Takes the next byte. Bytes that are not UTF-8 give KEY_NONE. */
uint32_t key_reader_feed(struct key_reader *reader, uint8_t byte);

/* Gives up a key that was begun: called when its rest has not come for a while. */
void key_reader_reset(struct key_reader *reader);
