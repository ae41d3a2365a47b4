/* SPDX-License-Identifier: MIT */
/* lib/machine_check.c — simple codes are numbers, compound ones are known by their highest bit. */
#include "lib/machine_check.h"

#include "lib/types.h"

#define CODE_FILTERED 0x1000u /* says how often it is told, not what */

bool machine_check_is_corrected(uint64_t status)
{
    return !(status & (MC_STATUS_UNCORRECTED | MC_STATUS_CORRUPT));
}

const char *machine_check_name(uint64_t status)
{
    /* The mask holds the bits that tell a kind; the first that fits counts. */
    static const struct {
        uint16_t mask, value;
        const char *name;
    } kinds[] = {
        { 0xffff, 0x0000, "no error" },
        { 0xffff, 0x0001, "unclassified" },
        { 0xffff, 0x0002, "microcode parity" },
        { 0xffff, 0x0003, "another processor's" },
        { 0xffff, 0x0005, "internal parity" },
        { 0xffff, 0x0400, "internal timer" },
        { 0xfc00, 0x0400, "internal" },
        { 0xfffc, 0x000c, "cache" },
        { 0xfff0, 0x0010, "translation buffer" },
        { 0xff80, 0x0080, "memory controller" },
        { 0xff00, 0x0100, "cache" },
        { 0xf800, 0x0800, "bus" },
    };
    const unsigned code = (unsigned)(status & MC_STATUS_CODE) & ~CODE_FILTERED;

    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
        if ((code & kinds[i].mask) == kinds[i].value)
            return kinds[i].name;
    return "of an unknown kind";
}
