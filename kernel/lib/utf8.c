/* SPDX-License-Identifier: MIT */
/* lib/utf8.c — UTF-8, as RFC 3629 section 3 has it. */
#include "lib/utf8.h"

#define CODE_MAX        0x10ffffu
#define SURROGATE_FIRST 0xd800u
#define SURROGATE_LAST  0xdfffu

static enum utf8_result character_start(struct utf8 *utf8, uint8_t byte, uint32_t *code)
{
    *code = byte;
    if (byte < 0x80)
        return UTF8_CODE;
    *code = UTF8_REPLACEMENT;
    if (byte < 0xc2 || byte > 0xf4) /* continuations, overlong pairs, above U+10FFFF */
        return UTF8_CODE;
    if (byte < 0xe0)
        *utf8 = (struct utf8){ .code = byte & 0x1f, .least = 0x80, .missing = 1 };
    else if (byte < 0xf0)
        *utf8 = (struct utf8){ .code = byte & 0x0f, .least = 0x800, .missing = 2 };
    else
        *utf8 = (struct utf8){ .code = byte & 0x07, .least = 0x10000, .missing = 3 };
    return UTF8_MORE;
}

enum utf8_result utf8_feed(struct utf8 *utf8, uint8_t byte, uint32_t *code)
{
    if (utf8->missing == 0)
        return character_start(utf8, byte, code);
    if ((byte & 0xc0) != 0x80) {
        utf8->missing = 0;
        *code = UTF8_REPLACEMENT;
        return UTF8_AGAIN;
    }
    utf8->code = utf8->code << 6 | (byte & 0x3f);
    if (--utf8->missing > 0)
        return UTF8_MORE;
    *code = utf8->code;
    if (utf8->code < utf8->least || utf8->code > CODE_MAX ||
        (utf8->code >= SURROGATE_FIRST && utf8->code <= SURROGATE_LAST))
        *code = UTF8_REPLACEMENT;
    return UTF8_CODE;
}
