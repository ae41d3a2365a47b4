/* SPDX-License-Identifier: MIT */
/*
 * lib/suggest.h — the known name that a mistyped word probably meant.
 *
 * Nearness is the number of letters to insert, delete, change or swap with their neighbour; a word
 * that is the beginning of a name is one step away from it. Longer words may be further off.
 */
#pragma once

#include <stddef.h>

#define SUGGEST_BYTES_MAX 32 /* longer words are not compared */

struct suggest {
    const char *word;
    const char *nearest; /* NULL while none is near enough */
    unsigned distance;
};

/* Steps from a to b; SUGGEST_BYTES_MAX when either is too long. */
unsigned suggest_distance(const char *a, const char *b);

void suggest_begin(struct suggest *suggest, const char *word);

/* Takes one known name. Of equally near ones the first offered stays. */
void suggest_offer(struct suggest *suggest, const char *name);
