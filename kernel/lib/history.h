/* SPDX-License-Identifier: MIT */
/*
 * lib/history.h — the last lines that were typed, newest first.
 *
 * Age 0 is the newest. All zero is an empty history.
 */
#pragma once

#include "lib/line_buffer.h"

#define HISTORY_LINES_MAX 64

struct history {
    char lines[HISTORY_LINES_MAX][LINE_BYTES_MAX];
    unsigned count;
    unsigned next; /* where the next line goes */
};

/* Keeps line, dropping the oldest when full. Empty lines and repetitions of the newest are not kept. */
void history_add(struct history *history, const char *line);

/* The line of that age, NULL when there is none. */
const char *history_line(const struct history *history, unsigned age);

/*
 * Looks for the newest line, not newer than *age, that holds the text of size bytes. On success
 * stores its age and where in it the text begins (its last occurrence), and returns true.
 */
bool history_find(const struct history *history, const char *text, size_t size, unsigned *age,
                  size_t *at);
