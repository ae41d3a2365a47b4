/* SPDX-License-Identifier: MIT */
/*
 * lib/color.c — names and shades of the sixteen colours.
 *
 * The shades are those of the IBM 5153 display and every VGA since: two thirds of full brightness,
 * one third more for the bright ones, and brown instead of a dark yellow.
 */
#include "lib/color.h"

#include "lib/error.h"
#include "lib/str.h"

static const struct {
    const char *name;
    uint32_t rgb;
} colors[COLOR_COUNT] = {
    [COLOR_BLACK] = { "black", 0x000000 },
    [COLOR_RED] = { "red", 0xaa0000 },
    [COLOR_GREEN] = { "green", 0x00aa00 },
    [COLOR_BROWN] = { "brown", 0xaa5500 },
    [COLOR_BLUE] = { "blue", 0x0000aa },
    [COLOR_MAGENTA] = { "magenta", 0xaa00aa },
    [COLOR_CYAN] = { "cyan", 0x00aaaa },
    [COLOR_LIGHT_GREY] = { "light-grey", 0xaaaaaa },
    [COLOR_DARK_GREY] = { "dark-grey", 0x555555 },
    [COLOR_LIGHT_RED] = { "light-red", 0xff5555 },
    [COLOR_LIGHT_GREEN] = { "light-green", 0x55ff55 },
    [COLOR_YELLOW] = { "yellow", 0xffff55 },
    [COLOR_LIGHT_BLUE] = { "light-blue", 0x5555ff },
    [COLOR_LIGHT_MAGENTA] = { "light-magenta", 0xff55ff },
    [COLOR_LIGHT_CYAN] = { "light-cyan", 0x55ffff },
    [COLOR_WHITE] = { "white", 0xffffff },
};

const char *color_name(unsigned color)
{
    return color < COLOR_COUNT ? colors[color].name : NULL;
}

int color_find(const char *name)
{
    for (unsigned i = 0; i < COLOR_COUNT; i++)
        if (str_equal(name, colors[i].name))
            return (int)i;
    if (str_equal(name, "grey"))
        return COLOR_LIGHT_GREY;
    return -E_NOENT;
}

uint32_t color_rgb(unsigned color)
{
    return colors[color % COLOR_COUNT].rgb;
}

unsigned color_vga(unsigned color)
{
    return (color & 10) | (color & 1) << 2 | (color >> 2 & 1);
}
