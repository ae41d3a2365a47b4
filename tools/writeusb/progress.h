/* SPDX-License-Identifier: MIT */
/*
 * progress.h — how far a long step is, how fast, and how long it still takes.
 *
 * On a terminal one line that is written over; elsewhere a line now and then and one at the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *stream;
    bool is_terminal;
    const char *what; /* "writing", "reading back" */
    uint64_t total_bytes;
    int64_t begin_ms;
    int64_t shown_ms;
};

/* Starts a step of so many bytes, shown on `stream`. */
void progress_begin(struct progress *progress, FILE *stream, const char *what,
                    uint64_t total_bytes);

/* Says that so many of them are done; shown at most a few times a second. */
void progress_show(struct progress *progress, uint64_t done_bytes);

/* The last word of a step that went well, with its own line. */
void progress_end(struct progress *progress);

/* Leaves the line of a step that did not, so that a sentence can follow. */
void progress_abandon(struct progress *progress);

/* The words for one moment: "writing: 12.0 of 34.0 MiB, 35 %, 10.2 MB/s, 2 s left". */
void progress_text(char *text, size_t size, const char *what, uint64_t done_bytes,
                   uint64_t total_bytes, int64_t elapsed_ms);
