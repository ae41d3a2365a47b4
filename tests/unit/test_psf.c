/* SPDX-License-Identifier: MIT */
/*
 * test_psf.c — fonts made by hand, the distribution's, and both cut off everywhere.
 *
 * A font lies in a block of exactly its size, so that the sanitizer sees the first byte read beyond.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>

#include "fmt/psf.h"
#include "lib/error.h"

#define FONTS    "/usr/share/consolefonts/*.psf.gz"
#define FONT     "/usr/share/consolefonts/Uni2-Terminus16.psf.gz"
#define FONT_MAX (1 << 20)
#define LIST_MAX 4096

static struct psf_font font;
static struct psf_character list[LIST_MAX];
static uint8_t *held;

static int parse(const void *bytes, size_t size)
{
    free(held);
    held = malloc(size + 1);
    memcpy(held + 1, bytes, size);
    return psf_parse(&font, held + 1, size);
}

static int held_free(void **state)
{
    (void)state;
    free(held);
    return 0;
}

/* Two glyphs of 9 x 2 pixels; the first is A and U+00E4, the second B and the sequence B, U+0301. */
static const uint8_t version2[] = {
    0x72, 0xb5, 0x4a, 0x86, 0,    0,    0,    0,    34,   0,    0, 0,
    1,    0,    0,    0,    2,    0,    0,    0,    4,    0,    0, 0, /**/
    2,    0,    0,    0,    9,    0,    0,    0,    0,    0,    /* two bytes of a later header */
    0xff, 0x80, 0x80, 0x80, 0x01, 0x00, 0x02, 0x00,             /* pictures */
    'A',  0xc3, 0xa4, 0xff, 'B',  0xfe, 'B',  0xcc, 0x81, 0xff, /* characters */
};

/* 256 glyphs of 8 x 3 pixels; glyph 2 is A, glyph 3 is B, the sequence and nothing else. */
static size_t version1(uint8_t *to, uint8_t mode)
{
    const unsigned count = mode & 1 ? 512 : 256;
    const uint8_t table[] = { 0xff, 0xff, 0xff, 0xff, 'A', 0, 0xff, 0xff, 'B',
                              0,    0xfe, 0xff, 'B',  0,   1, 3,    0xff, 0xff };
    size_t at = 4;

    memcpy(to, (uint8_t[]){ 0x36, 0x04, mode, 3 }, 4);
    for (unsigned i = 0; i < count * 3; i++)
        to[at++] = (uint8_t)i;
    if (!(mode & 6))
        return at;
    memcpy(to + at, table, sizeof(table));
    return at + sizeof(table);
}

static void second_version(void **state)
{
    (void)state;
    assert_int_equal(parse(version2, sizeof(version2)), 0);
    assert_int_equal(font.count, 2);
    assert_int_equal(font.width, 9);
    assert_int_equal(font.height, 2);
    assert_int_equal(font.row_bytes, 2);
    assert_int_equal(psf_glyph(&font, 0)[0], 0xff);
    assert_int_equal(psf_glyph(&font, 1)[2], 0x02);
    assert_null(psf_glyph(&font, 2));
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 3);
    assert_int_equal(psf_find(list, 3, 'A'), 0);
    assert_int_equal(psf_find(list, 3, 0xe4), 0);
    assert_int_equal(psf_find(list, 3, 'B'), 1);
    assert_int_equal(psf_find(list, 3, 'C'), -E_NOENT);
    assert_int_equal(psf_find(list, 3, 0x301), -E_NOENT); /* only in a sequence */
}

static void first_version(void **state)
{
    uint8_t bytes[4 + 512 * 3 + 32];

    (void)state;
    assert_int_equal(parse(bytes, version1(bytes, 2)), 0);
    assert_int_equal(font.count, 256);
    assert_int_equal(font.width, 8);
    assert_int_equal(font.height, 3);
    assert_int_equal(psf_glyph(&font, 255)[2], (uint8_t)(256 * 3 - 1));
    assert_null(psf_glyph(&font, 256));
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 2);
    assert_int_equal(psf_find(list, 2, 'A'), 2);
    assert_int_equal(psf_find(list, 2, 'B'), 3);
    assert_int_equal(parse(bytes, version1(bytes, 5)), 0);
    assert_int_equal(font.count, 512);
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 2);
}

static void without_a_table_the_number_is_the_character(void **state)
{
    uint8_t bytes[4 + 512 * 3 + 32];

    (void)state;
    assert_int_equal(parse(bytes, version1(bytes, 0)), 0);
    assert_null(font.table);
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 256);
    assert_int_equal(psf_find(list, 256, 'A'), 'A');
    assert_int_equal(psf_find(list, 256, 256), -E_NOENT);
}

static void list_is_bounded_and_keeps_the_first(void **state)
{
    uint8_t bytes[sizeof(version2)];

    (void)state;
    memcpy(bytes, version2, sizeof(bytes));
    bytes[42] = 'B'; /* now glyph 0 is B and U+00E4 */
    assert_int_equal(parse(bytes, sizeof(bytes)), 0);
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 2);
    assert_int_equal(psf_find(list, 2, 'B'), 0);
    list[1].code = 77;
    assert_int_equal(psf_characters(&font, list, 1), 1);
    assert_int_equal(list[1].code, 77);
    assert_int_equal(psf_characters(&font, list, 0), 0);
}

/* The same font with one 32-bit field of its header changed. */
static int changed(unsigned offset, uint32_t value)
{
    uint8_t bytes[sizeof(version2)];

    memcpy(bytes, version2, sizeof(bytes));
    memcpy(bytes + offset, &value, sizeof(value));
    return parse(bytes, sizeof(bytes));
}

/* One pixel a glyph, as many as a number of 16 bits can name, and one more. */
static void number_of_glyphs_is_bounded(void **state)
{
    static uint8_t bytes[32 + 65536];

    (void)state;
    memcpy(bytes, version2, 32);
    bytes[8] = 32;
    bytes[12] = 0;
    memcpy(bytes + 16, (uint32_t[]){ 65535, 1, 1, 1 }, 16);
    assert_int_equal(parse(bytes, sizeof(bytes)), 0);
    assert_non_null(psf_glyph(&font, 65534));
    memcpy(bytes + 16, (uint32_t[]){ 65536 }, 4);
    assert_int_equal(parse(bytes, sizeof(bytes)), -E_RANGE);
}

/* A table may go on behind the last glyph. */
static void characters_behind_the_last_glyph_are_none(void **state)
{
    static uint8_t bytes[4 + 256 + 2 * 256 + 2] = { 0x36, 0x04, 2, 1 };

    (void)state;
    memset(bytes + 4 + 256, 0xff, 2 * 256); /* the ends of 256 glyphs */
    bytes[sizeof(bytes) - 2] = 'A';
    assert_int_equal(parse(bytes, sizeof(bytes)), 0);
    assert_int_equal(psf_characters(&font, list, LIST_MAX), 0);
}

/* The end of a glyph's list also ends a character that is not complete. */
static void characters_do_not_reach_over_glyphs(void **state)
{
    uint8_t bytes[sizeof(version2)];

    (void)state;
    memcpy(bytes, version2, sizeof(bytes));
    memcpy(bytes + 42, (uint8_t[]){ 'A', 0xc3, 0xff, 0xa4, 'B' }, 5);
    assert_int_equal(parse(bytes, sizeof(bytes)), 0);
    assert_int_equal(psf_find(list, psf_characters(&font, list, LIST_MAX), 0xe4), -E_NOENT);
    assert_int_equal(psf_find(list, psf_characters(&font, list, LIST_MAX), 'B'), 1);
}

static void wrong_headers_are_refused(void **state)
{
    (void)state;
    assert_int_equal(changed(12, 1), 0);
    assert_int_equal(changed(0, 0x864ab573), -E_INVAL);
    assert_int_equal(changed(4, 1), -E_INVAL);
    assert_int_equal(changed(8, 31), -E_INVAL);
    assert_int_equal(changed(8, 0xffffffff), -E_RANGE);
    assert_int_equal(changed(8, sizeof(version2) - 7), -E_RANGE);
    assert_int_equal(changed(16, 0), -E_RANGE);
    assert_int_equal(changed(16, 65536), -E_RANGE);
    assert_int_equal(changed(16, 0x40000002), -E_RANGE); /* times 4 wraps */
    assert_int_equal(changed(20, 3), -E_INVAL);
    assert_int_equal(changed(24, 0), -E_RANGE);
    assert_int_equal(changed(24, 129), -E_RANGE);
    assert_int_equal(changed(28, 0), -E_RANGE);
    assert_int_equal(changed(28, 129), -E_RANGE);
    assert_int_equal(changed(28, 0xffffffff), -E_RANGE); /* plus 7 wraps */
    assert_int_equal(parse("\x36\x04\x00\x00", 4), -E_RANGE);
    assert_int_equal(parse("", 0), -E_INVAL);
    assert_int_equal(parse("PSF", 3), -E_INVAL);
}

/* Whatever is accepted is inside the bytes, and lists only glyphs that are there, in order. */
static void assert_sound(size_t size)
{
    const unsigned count = psf_characters(&font, list, LIST_MAX);
    const uint8_t *last = psf_glyph(&font, font.count - 1);

    assert_true(last + font.row_bytes * font.height <= held + 1 + size);
    for (unsigned i = 0; i < count; i++) {
        assert_true(list[i].glyph < font.count);
        assert_true(i == 0 || list[i - 1].code < list[i].code);
        assert_int_equal(psf_find(list, count, list[i].code), list[i].glyph);
    }
}

static void cut_and_flipped(const uint8_t *bytes, size_t size, size_t step)
{
    uint8_t *copy = malloc(size);

    for (size_t cut = 0; cut < size; cut += step)
        if (parse(bytes, cut) == 0)
            assert_sound(cut);
    for (size_t bit = 0; bit < size * 8; bit += step) {
        memcpy(copy, bytes, size);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (parse(copy, size) == 0)
            assert_sound(size);
    }
    free(copy);
}

static void damaged_fonts_do_no_harm(void **state)
{
    uint8_t bytes[4 + 512 * 3 + 32];

    (void)state;
    cut_and_flipped(version2, sizeof(version2), 1);
    cut_and_flipped(bytes, version1(bytes, 3), 7);
}

/* Unpacks a font; false when it is not there. */
static bool font_read(const char *path, uint8_t *bytes, size_t *size)
{
    char command[256];
    FILE *from;

    snprintf(command, sizeof(command), "exec gzip -dc '%s' 2>/dev/null", path);
    from = popen(command, "r");
    assert_non_null(from);
    *size = fread(bytes, 1, FONT_MAX, from);
    return pclose(from) == 0;
}

static void every_font_of_the_distribution(void **state)
{
    static uint8_t bytes[FONT_MAX];
    glob_t fonts;
    size_t size;

    (void)state;
    if (glob(FONTS, 0, NULL, &fonts) != 0)
        skip();                                      /* console-setup-linux is not installed */
    for (size_t i = 0; i < fonts.gl_pathc; i += 5) { /* every fifth: unpacking takes the time */
        assert_true(font_read(fonts.gl_pathv[i], bytes, &size));
        assert_int_equal(parse(bytes, size), 0);
        assert_non_null(font.table);
        assert_sound(size);
        assert_in_range(font.height, 6, 128);
        assert_in_range(psf_characters(&font, list, LIST_MAX), 200, LIST_MAX - 1);
    }
    globfree(&fonts);
}

/* What the kernel's font must have: ASCII, Latin-1, lines, blocks, and a mark for what is missing. */
static void the_kernels_font(void **state)
{
    static const uint32_t needed[] = { 0x20ac, 0x2500, 0x2502, 0x250c, 0x2588, 0x2592,
                                       0x2026, 0x2013, 0x2191, 0x017d, 0x0153, 0xfffd };
    static uint8_t bytes[FONT_MAX];
    unsigned count;
    size_t size;

    (void)state;
    if (!font_read(FONT, bytes, &size))
        fail_msg("%s is missing: apt install console-setup-linux", FONT);
    assert_int_equal(parse(bytes, size), 0);
    assert_int_equal(font.width, 8);
    assert_int_equal(font.height, 16);
    count = psf_characters(&font, list, LIST_MAX);
    assert_in_range(count, 512, 1024); /* dev/framebuffer.c has room for so many */
    for (uint32_t code = ' '; code <= 0xff; code++)
        if (code < 0x7f || code >= 0xa0)
            assert_true(psf_find(list, count, code) >= 0);
    for (unsigned i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        assert_true(psf_find(list, count, needed[i]) >= 0);
    /* A capital I is a stem with two bars. */
    assert_int_equal(psf_glyph(&font, (unsigned)psf_find(list, count, 'I'))[6], 0x10);
    cut_and_flipped(bytes, size, 997);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_version),
        cmocka_unit_test(first_version),
        cmocka_unit_test(without_a_table_the_number_is_the_character),
        cmocka_unit_test(list_is_bounded_and_keeps_the_first),
        cmocka_unit_test(number_of_glyphs_is_bounded),
        cmocka_unit_test(characters_behind_the_last_glyph_are_none),
        cmocka_unit_test(characters_do_not_reach_over_glyphs),
        cmocka_unit_test(wrong_headers_are_refused),
        cmocka_unit_test(damaged_fonts_do_no_harm),
        cmocka_unit_test(every_font_of_the_distribution),
        cmocka_unit_test(the_kernels_font),
    };

    return cmocka_run_group_tests(tests, NULL, held_free);
}
