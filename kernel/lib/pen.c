/* SPDX-License-Identifier: MIT */
/* lib/pen.c — SGR, and what it makes of a character. */
#include "lib/pen.h"

#include "lib/cell.h"

#define EXTENDED_INDEX 5 /* 38;5;N: a colour of a table */
#define EXTENDED_RGB   2 /* 38;2;R;G;B */

struct pen pen_plain(void)
{
    return (struct pen){ .fg = COLOR_LIGHT_GREY, .bg = COLOR_BLACK };
}

/*
 * 38;… or 48;… beginning at parameter n. Sets *color when it names one of the sixteen. Returns how
 * many parameters follow the first.
 */
static unsigned extended_color(const struct escape *escape, unsigned n, uint8_t *color)
{
    const unsigned kind = escape_parameter(escape, n + 1, 0);
    const unsigned index = escape_parameter(escape, n + 2, 0);

    if (kind == EXTENDED_RGB)
        return 4;
    if (kind != EXTENDED_INDEX)
        return 1;
    if (n + 2 < escape->count && index < COLOR_COUNT)
        *color = (uint8_t)index;
    return 2;
}

static void attribute_apply(struct pen *pen, unsigned value)
{
    if (value >= 30 && value <= 37)
        pen->fg = (uint8_t)(value - 30);
    else if (value >= 40 && value <= 47)
        pen->bg = (uint8_t)(value - 40);
    else if (value >= 90 && value <= 97)
        pen->fg = (uint8_t)(value - 90 + COLOR_BRIGHT);
    else if (value >= 100 && value <= 107)
        pen->bg = (uint8_t)(value - 100 + COLOR_BRIGHT);
    else if (value == 0)
        *pen = pen_plain();
    else if (value == 1 || value == 22)
        pen->is_bold = value == 1;
    else if (value == 5 || value == 25)
        pen->is_blinking = value == 5;
    else if (value == 7 || value == 27)
        pen->is_reversed = value == 7;
    else if (value == 39)
        pen->fg = COLOR_LIGHT_GREY;
    else if (value == 49)
        pen->bg = COLOR_BLACK;
}

void pen_apply(struct pen *pen, const struct escape *escape)
{
    unsigned n = 0;

    do {
        const unsigned value = escape_parameter(escape, n, 0);

        if (value == 38)
            n += extended_color(escape, n, &pen->fg);
        else if (value == 48)
            n += extended_color(escape, n, &pen->bg);
        else
            attribute_apply(pen, value);
    } while (++n < escape->count);
}

uint32_t pen_cell(const struct pen *pen, uint32_t code)
{
    const unsigned front = pen->is_bold ? pen->fg | COLOR_BRIGHT : pen->fg;
    const unsigned fg = pen->is_reversed ? pen->bg : front;
    const unsigned bg = pen->is_reversed ? front : pen->bg;

    if (code == ' ')
        return cell_make(' ', COLOR_LIGHT_GREY, bg);
    return cell_make(code, fg, bg) | (pen->is_blinking ? CELL_BLINK : 0);
}

uint32_t pen_blank(const struct pen *pen)
{
    return cell_make(' ', COLOR_LIGHT_GREY, pen->bg);
}
