/* SPDX-License-Identifier: MIT */
/*
 * lib/pager.c — counts what a terminal does with characters.
 *
 * A row is over when LF ends it or when a character comes that has no room left in it.
 */
#include "lib/pager.h"

#include <stdbool.h>

#define ESC 0x1b

enum sequence { SEQUENCE_NONE, SEQUENCE_ESC, SEQUENCE_CSI };

void pager_init(struct pager *pager, unsigned columns, unsigned rows)
{
    *pager = (struct pager){ .columns = columns > 0 ? columns : 1, .rows_left = rows };
}

void pager_go_on(struct pager *pager, unsigned rows)
{
    pager->rows_left = rows;
    pager->column = 0;
}

/* Returns how many cells c takes, following control sequences (ECMA-48 5.4). */
static unsigned width_of(struct pager *pager, unsigned char c)
{
    switch (pager->sequence) {
    case SEQUENCE_ESC:
        pager->sequence = c == '[' ? SEQUENCE_CSI : SEQUENCE_NONE;
        return 0;
    case SEQUENCE_CSI:
        if (c >= '@' || c < ' ')
            pager->sequence = SEQUENCE_NONE;
        return 0;
    default:
        if (c == ESC)
            pager->sequence = SEQUENCE_ESC;
        return c >= ' ' && c != 0x7f && (c & 0xc0) != 0x80;
    }
}

size_t pager_take(struct pager *pager, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)text[i];
        unsigned width;
        bool wraps;

        if (pager->rows_left == 0 && pager->column == 0)
            return i;
        width = width_of(pager, c);
        wraps = pager->column + width > pager->columns;
        if (c == '\n' || wraps) {
            if (pager->rows_left > 0)
                pager->rows_left--;
            pager->column = 0;
        }
        if (c == '\r')
            pager->column = 0;
        if (wraps && pager->rows_left == 0)
            return i;
        pager->column += width;
    }
    return size;
}
