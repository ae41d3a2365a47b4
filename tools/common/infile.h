/* SPDX-License-Identifier: MIT */
/*
 * infile.h — a whole file in memory.
 */
#pragma once

#include "common/exit_code.h"

#include <stddef.h>

/*
 * Reads a file of at most max bytes. Returns its bytes, which the caller frees, and their number
 * in *size; NULL with errno (EFBIG for a larger one).
 */
void *infile_read(const char *path, size_t max, size_t *size);

/*
 * The same, and a sentence on stderr where it fails; then *code is EXIT_USAGE when there is no such
 * file or it is too large, else EXIT_IO.
 */
void *infile_load(const char *path, size_t max, size_t *size, enum exit_code *code);
