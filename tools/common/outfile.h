/* SPDX-License-Identifier: MIT */
/*
 * outfile.h — a file that appears whole or not at all: written beside, then moved into place.
 */
#pragma once

#include <stdio.h>

#define OUTFILE_PATH_MAX 4096

struct outfile {
    FILE *stream; /* where to write; owned by the outfile */
    char path[OUTFILE_PATH_MAX];
    char beside[OUTFILE_PATH_MAX];
};

/* Opens `path`.PID.tmp for writing. 0, or -1 with errno (ENAMETOOLONG for a path too long). */
int outfile_open(struct outfile *file, const char *path);

/*
 * Closes the stream and moves the file into place. 0, or -1 with errno, and then neither the
 * file beside nor a changed one in place is left.
 */
int outfile_commit(struct outfile *file);

/* Closes the stream and takes the file beside away. Keeps errno. */
void outfile_abandon(struct outfile *file);
