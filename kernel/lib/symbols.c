/* SPDX-License-Identifier: MIT */
/* lib/symbols.c — binary search for the last symbol that is not behind the address. */
#include "lib/symbols.h"

const struct symbol *symbol_find(const struct symbol *table, unsigned count, uint64_t address,
                                 uint64_t *offset)
{
    unsigned low = 0, high = count;

    if (count == 0 || address < table[0].address || address >= table[count].address)
        return NULL;
    while (high - low > 1) {
        const unsigned middle = low + (high - low) / 2;

        if (table[middle].address <= address)
            low = middle;
        else
            high = middle;
    }
    *offset = address - table[low].address;
    return &table[low];
}
