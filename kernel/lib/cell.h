/* SPDX-License-Identifier: MIT */
/*
 * lib/cell.h — one character place of a screen: a code point, two colours and a flag in 32 bits.
 *
 * Two cells look the same exactly when their numbers are equal, which is how a screen finds out
 * what it has to draw.
 */
#pragma once

#include "lib/color.h"
#include "lib/field.h"

#include <stdint.h>

#define CELL_CODE   0x001fffffu /* Unicode code point */
#define CELL_FG     0x01e00000u /* enum color */
#define CELL_BG     0x1e000000u /* enum color */
#define CELL_BLINK  0x20000000u
#define CELL_CURSOR 0x40000000u /* never in a grid: set on the way to a screen without a cursor */

/* A space in the colours a terminal starts with. */
#define CELL_BLANK (FIELD_SET(CELL_FG, (uint32_t)' ', (uint32_t)COLOR_LIGHT_GREY))

static inline uint32_t cell_make(uint32_t code, unsigned fg, unsigned bg)
{
    return (code & CELL_CODE) | FIELD_SET(CELL_FG, 0u, fg) | FIELD_SET(CELL_BG, 0u, bg);
}
