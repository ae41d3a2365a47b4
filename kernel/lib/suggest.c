/* SPDX-License-Identifier: MIT */
/* lib/suggest.c — edit distance by rows, with swaps of neighbours (optimal string alignment). */
#include "lib/suggest.h"

#include "lib/str.h"

#define LETTERS_PER_STEP 3 /* a word of n letters may be (n + 1) / 3 steps off, but at least one */
#define PREFIX_LETTERS   2

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned suggest_distance(const char *a, const char *b)
{
    unsigned char rows[3][SUGGEST_BYTES_MAX];
    const size_t a_size = str_length_max(a, SUGGEST_BYTES_MAX);
    const size_t b_size = str_length_max(b, SUGGEST_BYTES_MAX);

    if (a_size == SUGGEST_BYTES_MAX || b_size == SUGGEST_BYTES_MAX)
        return SUGGEST_BYTES_MAX;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = (unsigned char)j;
    for (size_t i = 1; i <= a_size; i++) {
        unsigned char *row = rows[i % 3];
        const unsigned char *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = (unsigned char)i;
        for (size_t j = 1; j <= b_size; j++) {
            unsigned best = least(last[j], row[j - 1]) + 1u;

            best = least(best, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = least(best, before[j - 2] + 1u);
            row[j] = (unsigned char)best;
        }
    }
    return rows[a_size % 3][b_size];
}

void suggest_begin(struct suggest *suggest, const char *word)
{
    const unsigned steps = (unsigned)(str_length(word) + 1) / LETTERS_PER_STEP;

    suggest->word = word;
    suggest->nearest = NULL;
    suggest->distance = steps > 1 ? steps + 1 : 2; /* one too far */
}

void suggest_offer(struct suggest *suggest, const char *name)
{
    unsigned distance = suggest_distance(suggest->word, name);

    if (str_length(suggest->word) >= PREFIX_LETTERS && str_starts_with(name, suggest->word))
        distance = least(distance, 1);
    if (distance >= suggest->distance || distance >= str_length(name))
        return;
    suggest->nearest = name;
    suggest->distance = distance;
}
