/* SPDX-License-Identifier: MIT */
/*
 * dumpfile.h — a memory dump mapped for reading. The file must not shrink while it is mapped.
 */
#pragma once

#include <stddef.h>

struct dumpfile {
    const void *bytes; /* NULL for an empty file */
    size_t size;
};

/* Maps a regular file. 0, or -1 with errno (EINVAL for something that is no regular file). */
int dumpfile_open(struct dumpfile *file, const char *path);

void dumpfile_close(struct dumpfile *file);
