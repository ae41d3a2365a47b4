/* SPDX-License-Identifier: MIT */
/*
 * lib/escape.h — tells text from control sequences in what is sent to a terminal (ECMA-48, sections
 * 5.3 to 5.6).
 *
 * Fed byte by byte. Numbers are cut at ESCAPE_PARAMETER_MAX and parameters behind the
 * ESCAPE_PARAMETERS-th are left out. A control string (title and the like) is swallowed; it also
 * ends at a line break or after ESCAPE_STRING_MAX bytes, so that a stray ESC ] cannot blind a
 * screen.
 */
#pragma once

#include "lib/utf8.h"

#include <stdbool.h>
#include <stdint.h>

#define ESCAPE_PARAMETERS    16
#define ESCAPE_PARAMETER_MAX 9999
#define ESCAPE_STRING_MAX    1024

enum escape_state { ESCAPE_GROUND, ESCAPE_START, ESCAPE_CSI, ESCAPE_STRING };

/* Starts as all zero. */
struct escape {
    enum escape_state state;
    struct utf8 utf8;
    uint16_t parameters[ESCAPE_PARAMETERS];
    unsigned count;       /* parameters, the one under way included */
    uint16_t string_size; /* bytes of a control string so far */
    char marker;          /* '<' '=' '>' or '?' before the parameters, else 0 */
    char intermediate;    /* the last of ' ' to '/' before the final byte, else 0 */
    bool is_malformed;    /* the sequence is to be swallowed */
};

enum escape_event {
    ESCAPE_NOTHING,  /* the byte is used up and nothing is to be done */
    ESCAPE_TEXT,     /* *code is a code point to show, never a control character */
    ESCAPE_CONTROL,  /* *code is one of the controls 0x00..0x1f other than ESC, CAN and SUB */
    ESCAPE_SHORT,    /* ESC, intermediate if any, and *code */
    ESCAPE_SEQUENCE, /* CSI marker parameters intermediate *code */
    ESCAPE_AGAIN,    /* *code is U+FFFD to show; feed the same byte once more */
};

enum escape_event escape_feed(struct escape *escape, uint8_t byte, uint32_t *code);

/* Parameter n (from 0), or otherwise when it was left out or 0. */
unsigned escape_parameter(const struct escape *escape, unsigned n, unsigned otherwise);
