/* SPDX-License-Identifier: MIT */
/*
 * lib/completion.h — what the word being typed could become.
 *
 * Candidates are offered one by one and not kept: only what they have in common is. Whoever wants to
 * list them offers them again, with a visitor.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define COMPLETION_BYTES_MAX 64 /* with the NUL; a longer candidate is passed over */

/* Called with each candidate that begins with the word. */
typedef void (*completion_visit_t)(void *context, const char *candidate);

struct completion {
    char word[COMPLETION_BYTES_MAX];   /* as typed so far */
    char common[COMPLETION_BYTES_MAX]; /* what all that fit begin with, at least the word */
    unsigned matches;
    size_t longest;           /* bytes of the longest match */
    completion_visit_t visit; /* may be NULL; set before completion_begin(), which leaves it */
    void *context;
};

/* Starts anew with the size bytes of word; false when it is too long to be completed. */
bool completion_begin(struct completion *completion, const char *word, size_t size);

/* Takes a candidate, which counts when it begins with the word. */
void completion_offer(struct completion *completion, const char *candidate);
