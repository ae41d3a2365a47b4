/* SPDX-License-Identifier: MIT */
/* lib/hexdump.h — bytes as people read them: address, hexadecimal, characters. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HEXDUMP_BYTES    16  /* in a line */
#define HEXDUMP_LINE_MAX 100 /* bytes of text, with LF and NUL */

/*
 * Writes the line of count (at most HEXDUMP_BYTES) bytes that lie at address, with its LF. Returns
 * its length.
 */
size_t hexdump_line(char to[HEXDUMP_LINE_MAX], uint64_t address, const uint8_t *bytes,
                    unsigned count);
