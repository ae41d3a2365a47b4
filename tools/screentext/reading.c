/* SPDX-License-Identifier: MIT */
/*
 * reading.c — a cell becomes bits in the layout of the font's glyphs: 1 where a pixel differs from
 * the cell's first. So a glyph fits when it equals them, or is their opposite.
 */
#include "screentext/reading.h"

#include <stdbool.h>
#include <string.h>

#define CURSOR_LINES      2u
#define GLYPH_BYTES_MAX   (PSF_SIDE_MAX * PSF_SIDE_MAX / 8)
#define BLANK             ' '
#define CODE_END          0x10000u
#define BIT(bytes, x)     ((bytes)[(x) / 8] >> (7 - (x) % 8) & 1)
#define BIT_SET(bytes, x) ((bytes)[(x) / 8] |= (uint8_t)(0x80 >> (x) % 8))

unsigned reading_rows(const struct reading *reading)
{
    return reading->picture->height / (reading->font->height * reading->scale);
}

unsigned reading_columns(const struct reading *reading)
{
    return reading->picture->width / (reading->font->width * reading->scale);
}

/* False when the cell has more than two colours, or a pixel of the font is not of one colour. */
static bool cell_look(const struct reading *reading, unsigned row, unsigned column, uint8_t *bits)
{
    const struct psf_font *font = reading->font;
    const unsigned scale = reading->scale;
    const unsigned left = column * font->width * scale, top = row * font->height * scale;
    const uint32_t first = ppm_pixel(reading->picture, left, top);
    uint32_t second = first;

    memset(bits, 0, (size_t)font->row_bytes * font->height);
    for (unsigned y = 0; y < font->height * scale; y++) {
        uint8_t *line = bits + y / scale * font->row_bytes;

        for (unsigned x = 0; x < font->width * scale; x++) {
            const uint32_t color = ppm_pixel(reading->picture, left + x, top + y);
            const bool differs = color != first;
            const bool is_corner = x % scale == 0 && y % scale == 0;

            if (differs && second == first)
                second = color;
            if (differs && color != second)
                return false;
            if (is_corner && differs)
                BIT_SET(line, x / scale);
            if (BIT(line, x / scale) != differs)
                return false;
        }
    }
    return true;
}

/* True when the first `lines` of both are the same, or each the other's opposite. */
static bool lines_equal(const struct psf_font *font, const uint8_t *bits, const uint8_t *glyph,
                        unsigned lines, bool is_inverse)
{
    for (unsigned y = 0; y < lines; y++, bits += font->row_bytes, glyph += font->row_bytes)
        for (unsigned x = 0; x < font->width; x++)
            if (BIT(bits, x) != (BIT(glyph, x) ^ is_inverse))
                return false;
    return true;
}

/* The smallest code whose glyph fits in the first `lines`; READING_UNKNOWN when none does. */
static uint32_t glyph_look_up(const struct reading *reading, const uint8_t *bits, unsigned lines)
{
    for (unsigned i = 0; i < reading->character_count; i++) {
        const struct psf_character *character = &reading->characters[i];
        const uint8_t *glyph = psf_glyph(reading->font, character->glyph);

        if (character->code < BLANK || character->code >= CODE_END || glyph == NULL)
            continue;
        if (lines_equal(reading->font, bits, glyph, lines, false) ||
            lines_equal(reading->font, bits, glyph, lines, true))
            return character->code;
    }
    return READING_UNKNOWN;
}

/* True when the cell's last lines are of one colour that is not all of the cell. */
static bool has_cursor(const struct psf_font *font, const uint8_t *bits)
{
    const uint8_t *line = bits + (size_t)(font->height - CURSOR_LINES) * font->row_bytes;
    const unsigned ink = BIT(line, 0);

    for (unsigned y = 0; y < CURSOR_LINES; y++, line += font->row_bytes)
        for (unsigned x = 0; x < font->width; x++)
            if (BIT(line, x) != ink)
                return false;
    return true;
}

uint32_t reading_cell(const struct reading *reading, unsigned row, unsigned column)
{
    const struct psf_font *font = reading->font;
    uint8_t bits[GLYPH_BYTES_MAX];
    uint32_t code;

    if (!cell_look(reading, row, column, bits))
        return READING_UNKNOWN;
    code = glyph_look_up(reading, bits, font->height);
    if (code == READING_UNKNOWN && font->height > CURSOR_LINES && has_cursor(font, bits))
        code = glyph_look_up(reading, bits, font->height - CURSOR_LINES);
    return code;
}

/* In UTF-8, of at most three bytes: the font's characters are below U+10000. */
static void code_print(FILE *to, uint32_t code)
{
    if (code < 0x80) {
        fputc((int)code, to);
    } else if (code < 0x800) {
        fputc((int)(0xc0 | code >> 6), to);
        fputc((int)(0x80 | (code & 0x3f)), to);
    } else {
        fputc((int)(0xe0 | (code >> 12 & 0x0f)), to);
        fputc((int)(0x80 | (code >> 6 & 0x3f)), to);
        fputc((int)(0x80 | (code & 0x3f)), to);
    }
}

unsigned reading_print(FILE *to, const struct reading *reading)
{
    unsigned unknown = 0;

    for (unsigned row = 0; row < reading_rows(reading); row++) {
        unsigned blanks = 0;

        for (unsigned column = 0; column < reading_columns(reading); column++) {
            const uint32_t code = reading_cell(reading, row, column);

            unknown += code == READING_UNKNOWN;
            if (code == BLANK) {
                blanks++;
                continue;
            }
            for (; blanks > 0; blanks--)
                fputc(BLANK, to);
            code_print(to, code);
        }
        fputc('\n', to);
    }
    return unknown;
}
