/* SPDX-License-Identifier: MIT */
/*
 * lib/scrollback.h — the lines that left a screen at its top.
 *
 * A ring of cells whose lines are as long as what is on them, and a ring of where each line lies.
 * No line is ever split at the end of the cells; the oldest go when room is needed.
 */
#pragma once

#include <stdint.h>

struct scrollback_line {
    uint32_t start;  /* in cells */
    uint32_t length; /* at least 1 */
};

struct scrollback {
    uint32_t *cells;
    uint32_t capacity; /* cells */
    struct scrollback_line *lines;
    unsigned lines_max;
    unsigned first; /* place of the oldest line in lines */
    unsigned count;
    uint32_t next; /* where the next line goes */
};

/*
 * Makes an empty ring in storage that stays the caller's. Without room for a cell or a line it
 * keeps nothing.
 */
void scrollback_init(struct scrollback *scrollback, uint32_t *cells, uint32_t capacity,
                     struct scrollback_line *lines, unsigned lines_max);

/*
 * Keeps a copy of a line, without the CELL_BLANKs at its end; of one longer than the whole ring
 * the beginning.
 */
void scrollback_push(struct scrollback *scrollback, const uint32_t *cells, uint32_t length);

/*
 * The line that left back lines ago (1: the last one) and its length; NULL when there is none. The
 * cells are valid until the next push.
 */
const uint32_t *scrollback_line(const struct scrollback *scrollback, unsigned back,
                                uint32_t *length);

/* Forgets every line. */
void scrollback_clear(struct scrollback *scrollback);
