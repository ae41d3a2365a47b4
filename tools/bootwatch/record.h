/* SPDX-License-Identifier: MIT */
/*
 * record.h — what is kept of a log while it is watched: the raw bytes in a file, and a copy for
 * the person with the host's time before each line.
 *
 * Both are as far as the machine is at every moment: a run that is killed has lost nothing. The
 * copy is plain text (plain.h), so that no machine can do things to the person's terminal.
 */
#pragma once

#include "common/plain.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct record {
    int save_fd;      /* -1: raw bytes are not kept */
    FILE *stamp_to;   /* NULL: no copy; not owned */
    int64_t start_ms; /* what the stamps count from */
    struct plain plain;
    bool in_line; /* the copy's current line has its stamp */
};

/*
 * Opens `path` for the raw bytes, replacing what is there. 0, or -1 with errno: EBUSY, and the
 * file untouched, when it is the very file open as `source_fd`.
 */
int record_save_to(struct record *record, const char *path, int source_fd);

/* Keeps bytes that came at `now_ms`. 0, or -1 with errno when they could not be written. */
int record_add(struct record *record, const void *bytes, size_t size, int64_t now_ms);

/* Ends the copy's last line and closes the file. 0, or -1 with errno. */
int record_finish(struct record *record);
