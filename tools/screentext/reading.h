/* SPDX-License-Identifier: MIT */
/*
 * reading.h — the text in a picture of a console: each cell is compared with every glyph of the
 * font, and has to be one of them to the last pixel.
 *
 * Cells begin in the upper left corner. A cell has at most two colours; which of them is the paper
 * does not matter, and neither does a cursor, the lowest lines of a cell being all ink.
 */
#pragma once

#include "fmt/psf.h"
#include "screentext/ppm.h"

#include <stdio.h>

#define READING_SCALE_MAX 8u

/* What stands for a cell that shows nothing the font has. */
#define READING_UNKNOWN 0xfffdu

struct reading {
    const struct ppm *picture;
    const struct psf_font *font;
    const struct psf_character *characters; /* by psf_characters() */
    unsigned character_count;
    unsigned scale; /* pixels of the picture for each of the font's, either way */
};

/* The size of the picture in whole cells. */
unsigned reading_rows(const struct reading *reading);
unsigned reading_columns(const struct reading *reading);

/* The character in a cell, which must be inside; of several that look the same the smallest code. */
uint32_t reading_cell(const struct reading *reading, unsigned row, unsigned column);

/*
 * Prints the rows as lines of UTF-8, without the blanks at their ends. Returns how many cells show
 * nothing the font has; each is printed as U+FFFD.
 */
unsigned reading_print(FILE *to, const struct reading *reading);
