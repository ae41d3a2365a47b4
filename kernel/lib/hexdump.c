/* SPDX-License-Identifier: MIT */
/* lib/hexdump.c — one line at a time; a short one keeps its columns. */
#include "lib/hexdump.h"

#include "lib/print.h"

size_t hexdump_line(char to[HEXDUMP_LINE_MAX], uint64_t address, const uint8_t *bytes,
                    unsigned count)
{
    size_t at = (size_t)print_format(to, HEXDUMP_LINE_MAX, "%08lx ", address);

    for (unsigned i = 0; i < HEXDUMP_BYTES; i++) {
        if (i == HEXDUMP_BYTES / 2)
            to[at++] = ' ';
        if (i < count)
            at += (size_t)print_format(to + at, HEXDUMP_LINE_MAX - at, " %02x", bytes[i]);
        else
            at += (size_t)print_format(to + at, HEXDUMP_LINE_MAX - at, "   ");
    }
    at += (size_t)print_format(to + at, HEXDUMP_LINE_MAX - at, "  |");
    for (unsigned i = 0; i < count && i < HEXDUMP_BYTES; i++)
        to[at++] = bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : '.';
    return at + (size_t)print_format(to + at, HEXDUMP_LINE_MAX - at, "|\n");
}
