/* SPDX-License-Identifier: MIT */
/*
 * lib/pager.h — how much of a text still fits on the screen.
 *
 * Counts rows as the terminal will fill them: wrapped lines count for as many rows as they take,
 * control sequences and UTF-8 continuations for nothing.
 */
#pragma once

#include <stddef.h>

struct pager {
    unsigned columns;
    unsigned column;    /* of the terminal's cursor */
    unsigned rows_left; /* that may still be ended */
    unsigned sequence;  /* where in a control sequence the text is; 0: in none */
};

/* The cursor is at the start of a row, and so many rows may be written. */
void pager_init(struct pager *pager, unsigned columns, unsigned rows);

/*
 * Counts text up to where no row is left. Returns how many of the size bytes may be written: size,
 * unless the page is full.
 */
size_t pager_take(struct pager *pager, const char *text, size_t size);

/* Lets so many rows more through; the cursor is at the start of a row. */
void pager_go_on(struct pager *pager, unsigned rows);
