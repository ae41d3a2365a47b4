/* SPDX-License-Identifier: MIT */
/* lib/xterm_key.c — keys as an xterm tells them. The longest is ESC [ 2 4 ; 8 ~. */
#include "lib/xterm_key.h"

#define ESC 0x1b
#define DEL 0x7f

static size_t utf8_put(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    to[0] = (char)(0xe0 | (code >> 12 & 0x0f));
    to[1] = (char)(0x80 | (code >> 6 & 0x3f));
    to[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

/* What Ctrl makes of a character: the terminals' old table, as Xlib applies it. */
static uint32_t controlled(uint32_t code)
{
    if ((code >= '@' && code < DEL) || code == ' ')
        return code & 0x1f;
    switch (code) {
    case '2':
        return 0;
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
        return code - '3' + ESC;
    case '8':
        return DEL;
    case '/':
        return '_' & 0x1f;
    default:
        return code;
    }
}

size_t xterm_key_character(char *to, uint32_t code_point, unsigned modifiers)
{
    size_t size = 0;

    if (modifiers & XTERM_KEY_ALT)
        to[size++] = ESC;
    if (modifiers & XTERM_KEY_CTRL)
        code_point = controlled(code_point);
    return size + utf8_put(to + size, code_point);
}

static size_t digits_put(char *to, unsigned number)
{
    size_t size = 0;

    if (number >= 10)
        to[size++] = (char)('0' + number / 10 % 10);
    to[size++] = (char)('0' + number % 10);
    return size;
}

/* ESC [ number ; modifiers final, without what is not needed; number 0 stands for "none". */
static size_t sequence_put(char *to, unsigned number, unsigned modifiers, char final)
{
    size_t size = 0;

    to[size++] = ESC;
    to[size++] = '[';
    if (number != 0 || modifiers != 0)
        size += digits_put(to + size, number != 0 ? number : 1);
    if (modifiers != 0) {
        to[size++] = ';';
        size += digits_put(to + size, modifiers + 1);
    }
    to[size++] = final;
    return size;
}

size_t xterm_key_cursor(char *to, char final, unsigned modifiers)
{
    return sequence_put(to, 0, modifiers, final);
}

size_t xterm_key_pf(char *to, char final, unsigned modifiers)
{
    if (modifiers != 0)
        return sequence_put(to, 0, modifiers, final);
    to[0] = ESC;
    to[1] = 'O';
    to[2] = final;
    return 3;
}

size_t xterm_key_tilde(char *to, unsigned number, unsigned modifiers)
{
    return sequence_put(to, number, modifiers, '~');
}
