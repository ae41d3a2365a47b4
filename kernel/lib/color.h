/* SPDX-License-Identifier: MIT */
/*
 * lib/color.h — the sixteen colours of a PC's text screen by their standard names.
 *
 * Numbered as ECMA-48's SGR counts them (30 + n and 90 + n - 8), which every terminal understands.
 * The VGA's own numbers have red and blue exchanged.
 */
#pragma once

#include <stdint.h>

enum color {
    COLOR_BLACK,
    COLOR_RED,
    COLOR_GREEN,
    COLOR_BROWN,
    COLOR_BLUE,
    COLOR_MAGENTA,
    COLOR_CYAN,
    COLOR_LIGHT_GREY,
    COLOR_DARK_GREY,
    COLOR_LIGHT_RED,
    COLOR_LIGHT_GREEN,
    COLOR_YELLOW,
    COLOR_LIGHT_BLUE,
    COLOR_LIGHT_MAGENTA,
    COLOR_LIGHT_CYAN,
    COLOR_WHITE
};

#define COLOR_COUNT  16
#define COLOR_BRIGHT 8u /* set in the second eight, which cannot be backgrounds on a VGA */

/* "black", "light-grey" and so on; NULL for a number that is none. */
const char *color_name(unsigned color);

/* The number of a name ("light-red", "grey" for "light-grey"), or -E_NOENT. */
int color_find(const char *name);

/* Red, green and blue as 0xRRGGBB, as the VGA shows them. */
uint32_t color_rgb(unsigned color);

/* The VGA's number of a colour: bits of red and blue exchanged. */
unsigned color_vga(unsigned color);
