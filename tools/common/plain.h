/* SPDX-License-Identifier: MIT */
/*
 * plain.h — the text in the bytes that a machine sends to a terminal.
 *
 * Boot loaders clear the screen and place the cursor with escape sequences (ECMA-48, 5.3 and 5.4)
 * in the middle of what a kernel then continues. Here a sequence that moves to another line ends
 * the line, any other sequence vanishes, and so do control characters. A sequence never swallows
 * a line end, so that noise costs one line at most.
 */
#pragma once

#include <stdbool.h>

/* What plain_byte() returns beside a character (0x09, 0x20..0xff without 0x7f). */
enum plain_event {
    PLAIN_NOTHING = -1, /* the byte shows nothing */
    PLAIN_BREAK = -2    /* the line ends here */
};

enum plain_state { PLAIN_TEXT, PLAIN_ESCAPE, PLAIN_CONTROL, PLAIN_STRING };

/* All zero is the start state. */
struct plain {
    enum plain_state state;
    bool after_cr; /* the LF of a CR LF must not end a second line */
};

/* Takes the next byte: returns a character, PLAIN_NOTHING or PLAIN_BREAK. */
int plain_byte(struct plain *plain, unsigned char byte);
