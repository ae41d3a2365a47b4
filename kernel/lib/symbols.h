/* SPDX-License-Identifier: MIT */
/*
 * lib/symbols.h — from an address to the name of the function it lies in.
 *
 * The table is sorted by address and ends with an entry without a name, whose address is the end of
 * the last function. The kernel's own is made at build time from the linked image
 * (scripts/symbols.sh).
 */
#pragma once

#include "lib/types.h"

struct symbol {
    uint64_t address;
    const char *name; /* NULL in the closing entry */
};

extern const struct symbol kernel_symbols[];
extern const unsigned kernel_symbol_count; /* without the closing entry */

/*
 * The symbol that address lies in and, in *offset, how far; NULL (offset untouched) when it is
 * before the first or behind the last.
 */
const struct symbol *symbol_find(const struct symbol *table, unsigned count, uint64_t address,
                                 uint64_t *offset);
