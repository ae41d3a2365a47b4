/* SPDX-License-Identifier: MIT */
/*
 * test_ppm.c — pictures as emulators save them, and files that only look like one.
 */
#include "screentext/ppm.h"

#include "exact.h"

static struct ppm ppm;

/* In a block of exactly that size, so that a byte read behind it is noticed. */
static const char *parsed(const char *bytes, size_t size)
{
    static void *copy;

    free(copy);
    copy = exact_copy(bytes, size);
    return ppm_parse(&ppm, copy, size);
}

#define parse(bytes) parsed(bytes, sizeof(bytes) - 1)

static void test_pixels_are_found(void **state)
{
    (void)state;
    assert_null(parse("P6\n2 2\n255\nabcdefghijkl"));
    assert_int_equal(ppm.width, 2);
    assert_int_equal(ppm.height, 2);
    assert_int_equal(ppm_pixel(&ppm, 0, 0), 0x616263);
    assert_int_equal(ppm_pixel(&ppm, 1, 0), 0x646566);
    assert_int_equal(ppm_pixel(&ppm, 0, 1), 0x676869);
    assert_int_equal(ppm_pixel(&ppm, 1, 1), 0x6a6b6c);
}

static void test_blanks_and_comments_may_stand_in_the_header(void **state)
{
    (void)state;
    assert_null(parse("P6 # 7 7\n  1\t# x\n#y\n 1\r\n255 \n\xff\x80"));
    assert_int_equal(ppm_pixel(&ppm, 0, 0), 0x0aff80);
}

static void test_one_blank_ends_the_header(void **state)
{
    (void)state;
    assert_null(parse("P6 1 1 255\n# a"));
    assert_int_equal(ppm_pixel(&ppm, 0, 0), 0x232061);
}

static void test_other_formats_are_refused(void **state)
{
    (void)state;
    assert_string_equal(parse(""), "is no binary PPM");
    assert_string_equal(parse("P6"), "is no binary PPM");
    assert_string_equal(parse("P5\n1 1\n255\nabc"), "is no binary PPM");
    assert_string_equal(parse("P61 1 255\nabc"), "is no binary PPM");
    assert_string_equal(parse("P6 1 1 65535\nabcdef"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 1 1 15\nabc"), "does not have 8 bits a colour");
}

static void test_damaged_headers_are_refused(void **state)
{
    (void)state;
    assert_string_equal(parse("P6\n"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 0 1 255\nabc"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 1 -1 255\nabc"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 1 1 255"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 1 1 255xabc"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 16385 1 255\nabc"), "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 4294967297 1 255\nabc"),
                        "has a damaged header, or too many pixels");
    assert_string_equal(parse("P6 # no end"), "has a damaged header, or too many pixels");
}

static void test_every_pixel_must_be_there(void **state)
{
    (void)state;
    assert_null(parse("P6 1 1 255\nabc"));
    assert_string_equal(parse("P6 1 1 255\nab"), "is cut off");
    assert_string_equal(parse("P6 2 2 255\nabcdefghijk"), "is cut off");
    assert_string_equal(parse("P6 16384 16384 255\nabc"), "is cut off");
    assert_null(parse("P6 1 1 255\nabcd")); /* more is no harm */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pixels_are_found),
        cmocka_unit_test(test_blanks_and_comments_may_stand_in_the_header),
        cmocka_unit_test(test_one_blank_ends_the_header),
        cmocka_unit_test(test_other_formats_are_refused),
        cmocka_unit_test(test_damaged_headers_are_refused),
        cmocka_unit_test(test_every_pixel_must_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
