/* SPDX-License-Identifier: MIT */
/*
 * fuzz_psf.c — the font reader under arbitrary bytes, and whatever it accepts drawn.
 *
 * A font that is accepted must lie inside its bytes, list only glyphs it has, each character once
 * and in order, and draw inside a canvas of exactly a glyph's size.
 */
#include "fmt/psf.h"
#include "lib/canvas.h"
#include "lib/error.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MAX 300 /* small, so that it gets full */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void list_check(const struct psf_font *font)
{
    struct psf_character *list = malloc(LIST_MAX * sizeof(*list));
    const unsigned count = psf_characters(font, list, LIST_MAX);

    CHECK(count <= LIST_MAX);
    for (unsigned i = 0; i < count; i++) {
        CHECK(list[i].glyph < font->count);
        CHECK(i == 0 || list[i - 1].code < list[i].code);
        CHECK(psf_find(list, count, list[i].code) == list[i].glyph);
    }
    CHECK(psf_find(list, count, 0xffffffff) == -E_NOENT);
    free(list);
}

static void glyph_check(const struct psf_font *font, unsigned number, unsigned pixel_bytes)
{
    const struct canvas_glyph glyph = { psf_glyph(font, number), font->width, font->height,
                                        font->row_bytes };
    const size_t pitch = (size_t)font->width * pixel_bytes;
    uint8_t *memory = malloc(pitch * font->height);
    const struct canvas canvas = { memory, pitch, font->width, font->height, pixel_bytes };

    CHECK(glyph.rows != NULL);
    memset(memory, 0x5a, pitch * font->height);
    canvas_glyph_draw(&canvas, 0, 0, &glyph, 1, 0xffffffff, 0);
    for (size_t i = 0; i < pitch * font->height; i++)
        CHECK(memory[i] == 0 || memory[i] == 0xff);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct psf_font font;

    if (psf_parse(&font, data, size) != 0)
        return 0;
    CHECK(font.glyphs >= data && font.count > 0);
    CHECK(font.glyphs + (size_t)font.count * font.row_bytes * font.height <= data + size);
    CHECK(font.table == NULL || font.table + font.table_size == data + size);
    CHECK(psf_glyph(&font, font.count) == NULL);
    list_check(&font);
    glyph_check(&font, 0, 4);
    glyph_check(&font, font.count - 1, 3);
    return 0;
}
