/* SPDX-License-Identifier: MIT */
/*
 * input.h — a whole file in memory.
 */
#pragma once

#include <stddef.h>

/*
 * Reads a file of at most max bytes. Returns its bytes, which the caller frees, and their number
 * in *size; NULL with errno (EFBIG for a larger one).
 */
void *input_read(const char *path, size_t max, size_t *size);
