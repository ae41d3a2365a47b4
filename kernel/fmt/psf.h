/* SPDX-License-Identifier: MIT */
/*
 * fmt/psf.h — PC Screen Fonts, version 1 and 2, as Linux's console uses them (kbd, psf.h).
 *
 * A font is read where it lies. Nothing in it is trusted: glyphs are inside the bytes given or the
 * font is refused, and a table of characters may end anywhere.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PSF_SIDE_MAX   128u   /* pixels, either way */
#define PSF_GLYPHS_MAX 65535u /* a glyph's number fits 16 bits */

struct psf_font {
    const uint8_t *glyphs;
    unsigned count;
    unsigned width, height; /* pixels */
    unsigned row_bytes;     /* the leftmost pixel is the highest bit of the first */
    const uint8_t *table;   /* which characters each glyph shows; NULL when the font does not say */
    size_t table_size;
    bool table_is_utf8; /* else 16-bit numbers */
};

struct psf_character {
    uint32_t code; /* Unicode code point */
    uint16_t glyph;
};

/*
 * Understands size bytes, which must stay there as long as the font is used. Returns 0; -E_INVAL
 * for what is no font or contradicts itself; -E_RANGE for a font that is cut off in its glyphs, or
 * larger or smaller than the limits above.
 */
int psf_parse(struct psf_font *font, const void *bytes, size_t size);

/* row_bytes x height bytes from the top; NULL for a number that is none. */
const uint8_t *psf_glyph(const struct psf_font *font, unsigned glyph);

/*
 * Lists which characters the font has, each once and sorted by code, at most max of them. Without
 * a table glyph n is character n. Returns how many.
 */
unsigned psf_characters(const struct psf_font *font, struct psf_character *to, unsigned max);

/* The glyph of a character in such a list, or -E_NOENT. */
int psf_find(const struct psf_character *list, unsigned count, uint32_t code);
