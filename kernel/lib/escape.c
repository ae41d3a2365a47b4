/* SPDX-License-Identifier: MIT */
/*
 * lib/escape.c — the states a terminal's input goes through.
 *
 * In every state ESC starts anew, CAN and SUB end what was begun, and a byte above 0x7f, which no
 * sequence can hold, ends it too and is text. Controls inside a sequence act at once and the
 * sequence goes on, as on a VT100.
 */
#include "lib/escape.h"

#define BEL 0x07
#define LF  0x0a
#define CR  0x0d
#define CAN 0x18
#define SUB 0x1a
#define ESC 0x1b
#define DEL 0x7f

static enum escape_event text_feed(struct escape *escape, uint8_t byte, uint32_t *code)
{
    switch (utf8_feed(&escape->utf8, byte, code)) {
    case UTF8_MORE:
        return ESCAPE_NOTHING;
    case UTF8_AGAIN:
        return ESCAPE_AGAIN;
    case UTF8_CODE:
        break;
    }
    return *code >= DEL && *code < 0xa0 ? ESCAPE_NOTHING : ESCAPE_TEXT; /* DEL and C1 */
}

static enum escape_event string_feed(struct escape *escape, uint8_t byte)
{
    if (byte == BEL || byte == LF || byte == CR || ++escape->string_size >= ESCAPE_STRING_MAX)
        escape->state = ESCAPE_GROUND;
    return ESCAPE_NOTHING;
}

/* What follows ESC. */
static enum escape_event start_feed(struct escape *escape, uint8_t byte, uint32_t *code)
{
    *code = byte;
    if (byte >= ' ' && byte <= '/') {
        escape->intermediate = (char)byte;
        return ESCAPE_NOTHING;
    }
    if (escape->intermediate == 0 && byte == '[') {
        escape->state = ESCAPE_CSI;
        return ESCAPE_NOTHING;
    }
    if (escape->intermediate == 0 &&
        (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')) {
        escape->state = ESCAPE_STRING;
        return ESCAPE_NOTHING;
    }
    escape->state = ESCAPE_GROUND;
    return byte == DEL ? ESCAPE_NOTHING : ESCAPE_SHORT;
}

static void digit_take(struct escape *escape, unsigned digit)
{
    unsigned value;

    if (escape->count > ESCAPE_PARAMETERS)
        return;
    value = escape->parameters[escape->count - 1] * 10u + digit;
    if (value > ESCAPE_PARAMETER_MAX)
        value = ESCAPE_PARAMETER_MAX;
    escape->parameters[escape->count - 1] = (uint16_t)value;
}

/* What follows CSI. */
static enum escape_event sequence_feed(struct escape *escape, uint8_t byte, uint32_t *code)
{
    const bool is_first = escape->count == 0 && escape->marker == 0 && escape->intermediate == 0;

    *code = byte;
    if (byte >= '@' && byte <= '~') {
        escape->state = ESCAPE_GROUND;
        return escape->is_malformed ? ESCAPE_NOTHING : ESCAPE_SEQUENCE;
    }
    if (byte >= ' ' && byte <= '/') {
        escape->intermediate = (char)byte;
    } else if (byte == DEL) {
        return ESCAPE_NOTHING;
    } else if (byte >= '<' && is_first) {
        escape->marker = (char)byte;
    } else if (byte >= '<' || byte == ':' || escape->intermediate != 0) {
        escape->is_malformed = true;
    } else {
        if (escape->count == 0)
            escape->count = 1;
        if (byte != ';')
            digit_take(escape, byte - (unsigned)'0');
        else if (escape->count <= ESCAPE_PARAMETERS)
            escape->count++;
    }
    return ESCAPE_NOTHING;
}

/* Controls that mean the same in every state. Returns false when byte is none of them. */
static bool control_feed(struct escape *escape, uint8_t byte, enum escape_event *event)
{
    if (byte == ESC) {
        *escape = (struct escape){ .state = ESCAPE_START };
        *event = ESCAPE_NOTHING;
    } else if (byte == CAN || byte == SUB) {
        *escape = (struct escape){ .state = ESCAPE_GROUND };
        *event = ESCAPE_NOTHING;
    } else if (byte < ' ' && escape->state != ESCAPE_STRING) {
        *event = ESCAPE_CONTROL;
    } else {
        return false;
    }
    return true;
}

enum escape_event escape_feed(struct escape *escape, uint8_t byte, uint32_t *code)
{
    enum escape_event event = ESCAPE_NOTHING;

    *code = byte;
    if (escape->utf8.missing > 0)
        return text_feed(escape, byte, code);
    if (control_feed(escape, byte, &event))
        return event;
    if (byte >= 0x80 && escape->state != ESCAPE_STRING)
        escape->state = ESCAPE_GROUND;
    switch (escape->state) {
    case ESCAPE_GROUND:
        break;
    case ESCAPE_START:
        return start_feed(escape, byte, code);
    case ESCAPE_CSI:
        return sequence_feed(escape, byte, code);
    case ESCAPE_STRING:
        return string_feed(escape, byte);
    }
    return text_feed(escape, byte, code);
}

unsigned escape_parameter(const struct escape *escape, unsigned n, unsigned otherwise)
{
    if (n >= escape->count || n >= ESCAPE_PARAMETERS || escape->parameters[n] == 0)
        return otherwise;
    return escape->parameters[n];
}
