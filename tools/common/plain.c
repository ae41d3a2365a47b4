/* SPDX-License-Identifier: MIT */
/*
 * plain.c — escape sequences out, line ends unified, one byte at a time.
 */
#include "common/plain.h"

#include <string.h>

#define BYTE_BEL    0x07
#define BYTE_ESCAPE 0x1b
#define BYTE_DELETE 0x7f

/* ECMA-48: the byte that ends a control sequence, and those that stand before it. */
#define FINAL_FIRST     0x40
#define FINAL_LAST      0x7e
#define PARAMETER_FIRST 0x20
#define PARAMETER_LAST  0x3f

/* Cursor up, down, next and previous line, position (twice), row, and clearing the display. */
static const char LINE_CONTROLS[] = "ABEFHfdJ";

/* Reset, index, next line and reverse index. */
static const char LINE_ESCAPES[] = "cDEM";

static bool byte_is_in(const char *set, unsigned char byte)
{
    return byte != 0 && strchr(set, byte) != NULL;
}

static int plain_text(struct plain *plain, unsigned char byte)
{
    if (byte == BYTE_ESCAPE) {
        plain->state = PLAIN_ESCAPE;
        return PLAIN_NOTHING;
    }
    if ((byte < 0x20 && byte != '\t') || byte == BYTE_DELETE)
        return PLAIN_NOTHING;
    return byte;
}

/* The byte after ESC says what kind of sequence it is. */
static int plain_escape(struct plain *plain, unsigned char byte)
{
    if (byte == '[') {
        plain->state = PLAIN_CONTROL;
        return PLAIN_NOTHING;
    }
    if (byte_is_in("]PX^_", byte)) {
        plain->state = PLAIN_STRING;
        return PLAIN_NOTHING;
    }
    if (byte == BYTE_ESCAPE || (byte >= 0x20 && byte <= 0x2f))
        return PLAIN_NOTHING;
    plain->state = PLAIN_TEXT;
    if (byte >= 0x30 && byte <= FINAL_LAST)
        return byte_is_in(LINE_ESCAPES, byte) ? PLAIN_BREAK : PLAIN_NOTHING;
    return plain_text(plain, byte);
}

static int plain_control(struct plain *plain, unsigned char byte)
{
    if (byte >= PARAMETER_FIRST && byte <= PARAMETER_LAST)
        return PLAIN_NOTHING;
    plain->state = PLAIN_TEXT;
    if (byte >= FINAL_FIRST && byte <= FINAL_LAST)
        return byte_is_in(LINE_CONTROLS, byte) ? PLAIN_BREAK : PLAIN_NOTHING;
    return plain_text(plain, byte);
}

/* A window title and the like, up to BEL or the ESC of its end mark. */
static int plain_string(struct plain *plain, unsigned char byte)
{
    if (byte == BYTE_BEL)
        plain->state = PLAIN_TEXT;
    else if (byte == BYTE_ESCAPE)
        plain->state = PLAIN_ESCAPE;
    return PLAIN_NOTHING;
}

int plain_byte(struct plain *plain, unsigned char byte)
{
    bool after_cr = plain->after_cr;

    plain->after_cr = byte == '\r';
    if (byte == '\n' && after_cr)
        return PLAIN_NOTHING;
    if (byte == '\n' || byte == '\r') {
        plain->state = PLAIN_TEXT;
        return PLAIN_BREAK;
    }
    switch (plain->state) {
    case PLAIN_ESCAPE:
        return plain_escape(plain, byte);
    case PLAIN_CONTROL:
        return plain_control(plain, byte);
    case PLAIN_STRING:
        return plain_string(plain, byte);
    case PLAIN_TEXT:
        break;
    }
    return plain_text(plain, byte);
}
