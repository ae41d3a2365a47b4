/* SPDX-License-Identifier: MIT */
/*
 * lines.c — one buffer, emptied at each line end.
 */
#include "benchwatch/lines.h"

void lines_add(struct lines *lines, const uint8_t *bytes, size_t size,
               void (*line)(void *context, const char *text), void *context)
{
    for (size_t i = 0; i < size; i++) {
        int byte = plain_byte(&lines->plain, bytes[i]);

        if (byte == PLAIN_NOTHING)
            continue;
        if (byte != PLAIN_BREAK) {
            if (lines->length + 1 < sizeof(lines->text))
                lines->text[lines->length++] = (char)byte;
            continue;
        }
        lines->text[lines->length] = '\0';
        lines->length = 0;
        line(context, lines->text);
    }
}
