/* SPDX-License-Identifier: MIT */
/*
 * fmt/psf.c — both versions of PC Screen Fonts.
 *
 * Version 1 is always eight pixels wide and lists its characters as 16-bit numbers; version 2 has a
 * header that can grow and lists them in UTF-8. Both may list sequences of characters too, which a
 * console of single cells has no use for.
 */
#include "fmt/psf.h"

#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/utf8.h"

#define PSF1_MAGIC      0x0436u
#define PSF1_HEADER     4u
#define PSF1_MODE       2 /* offsets in the header */
#define PSF1_HEIGHT     3
#define PSF1_MODE_512   0x01u /* 512 glyphs, else 256 */
#define PSF1_MODE_TABLE 0x06u /* with a table, with sequences in it */
#define PSF1_SEQUENCE   0xfffeu
#define PSF1_GLYPH_END  0xffffu
#define PSF1_WIDTH      8

#define PSF2_MAGIC       0x864ab572u
#define PSF2_HEADER      32u
#define PSF2_VERSION     4
#define PSF2_HEADER_SIZE 8
#define PSF2_FLAGS       12
#define PSF2_COUNT       16
#define PSF2_GLYPH_BYTES 20
#define PSF2_HEIGHT      24
#define PSF2_WIDTH       28
#define PSF2_FLAG_TABLE  0x01u
#define PSF2_SEQUENCE    0xfeu
#define PSF2_GLYPH_END   0xffu

/* Points font, whose numbers are set, at the glyphs from offset on and at the table behind them. */
static int font_place(struct psf_font *font, const uint8_t *bytes, size_t size, size_t offset,
                      bool has_table)
{
    size_t glyph_bytes;

    if (font->width == 0 || font->width > PSF_SIDE_MAX || font->height == 0 ||
        font->height > PSF_SIDE_MAX || font->count == 0 || font->count > PSF_GLYPHS_MAX)
        return -E_RANGE;
    font->row_bytes = (font->width + 7) / 8;
    glyph_bytes = (size_t)font->count * font->row_bytes * font->height;
    if (offset > size || glyph_bytes > size - offset)
        return -E_RANGE;
    font->glyphs = bytes + offset;
    if (has_table) {
        font->table = font->glyphs + glyph_bytes;
        font->table_size = size - offset - glyph_bytes;
    }
    return 0;
}

static int version2_parse(struct psf_font *font, const uint8_t *bytes, size_t size)
{
    const uint32_t header = bytes_u32(bytes + PSF2_HEADER_SIZE);
    const uint32_t flags = bytes_u32(bytes + PSF2_FLAGS);
    int result;

    if (bytes_u32(bytes + PSF2_VERSION) != 0 || header < PSF2_HEADER)
        return -E_INVAL;
    *font = (struct psf_font){ .count = bytes_u32(bytes + PSF2_COUNT),
                               .width = bytes_u32(bytes + PSF2_WIDTH),
                               .height = bytes_u32(bytes + PSF2_HEIGHT),
                               .table_is_utf8 = true };
    result = font_place(font, bytes, size, header, flags & PSF2_FLAG_TABLE);
    if (result == 0 && bytes_u32(bytes + PSF2_GLYPH_BYTES) != font->row_bytes * font->height)
        result = -E_INVAL;
    return result;
}

int psf_parse(struct psf_font *font, const void *data, size_t size)
{
    const uint8_t *bytes = data;

    if (size >= PSF2_HEADER && bytes_u32(bytes) == PSF2_MAGIC)
        return version2_parse(font, bytes, size);
    if (size < PSF1_HEADER || bytes_u16(bytes) != PSF1_MAGIC)
        return -E_INVAL;
    *font = (struct psf_font){ .count = bytes[PSF1_MODE] & PSF1_MODE_512 ? 512 : 256,
                               .width = PSF1_WIDTH,
                               .height = bytes[PSF1_HEIGHT] };
    return font_place(font, bytes, size, PSF1_HEADER, bytes[PSF1_MODE] & PSF1_MODE_TABLE);
}

const uint8_t *psf_glyph(const struct psf_font *font, unsigned glyph)
{
    if (glyph >= font->count)
        return NULL;
    return font->glyphs + (size_t)glyph * font->row_bytes * font->height;
}

struct list {
    struct psf_character *characters;
    unsigned count, max;
};

/* The place of the first entry that is not below code. */
static unsigned list_place(const struct psf_character *characters, unsigned count, uint32_t code)
{
    unsigned low = 0, high = count;

    while (low < high) {
        const unsigned middle = low + (high - low) / 2;

        if (characters[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of two glyphs for one character the first stays. */
static void list_add(struct list *list, uint32_t code, unsigned glyph)
{
    const unsigned at = list_place(list->characters, list->count, code);
    struct psf_character *place = list->characters + at;

    if (list->count == list->max || (at < list->count && place->code == code))
        return;
    memmove(place + 1, place, (list->count - at) * sizeof(*place));
    *place = (struct psf_character){ .code = code, .glyph = (uint16_t)glyph };
    list->count++;
}

static void numbers_list(const struct psf_font *font, struct list *list)
{
    unsigned glyph = 0;
    bool in_sequence = false;

    for (size_t at = 0; at + 2 <= font->table_size && glyph < font->count; at += 2) {
        const uint16_t number = bytes_u16(font->table + at);

        if (number == PSF1_GLYPH_END) {
            glyph++;
            in_sequence = false;
        } else if (number == PSF1_SEQUENCE) {
            in_sequence = true;
        } else if (!in_sequence) {
            list_add(list, number, glyph);
        }
    }
}

static void utf8_list(const struct psf_font *font, struct list *list)
{
    struct utf8 utf8 = { 0 };
    unsigned glyph = 0;
    bool in_sequence = false;

    for (size_t at = 0; at < font->table_size && glyph < font->count; at++) {
        const uint8_t byte = font->table[at];
        uint32_t code;

        if (byte >= PSF2_SEQUENCE) {
            utf8 = (struct utf8){ 0 };
            in_sequence = byte == PSF2_SEQUENCE;
            glyph += byte == PSF2_GLYPH_END;
        } else if (utf8_feed(&utf8, byte, &code) == UTF8_CODE && !in_sequence) {
            list_add(list, code, glyph);
        }
    }
}

unsigned psf_characters(const struct psf_font *font, struct psf_character *to, unsigned max)
{
    struct list list = { .characters = to, .max = max };

    if (font->table == NULL)
        for (unsigned glyph = 0; glyph < font->count; glyph++)
            list_add(&list, glyph, glyph);
    else if (font->table_is_utf8)
        utf8_list(font, &list);
    else
        numbers_list(font, &list);
    return list.count;
}

int psf_find(const struct psf_character *list, unsigned count, uint32_t code)
{
    const unsigned at = list_place(list, count, code);

    return at < count && list[at].code == code ? list[at].glyph : -E_NOENT;
}
