/* SPDX-License-Identifier: MIT */
/* test_color.c — the names of the colours, and their numbers here and on a VGA. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/color.h"
#include "lib/error.h"

static void every_name_finds_its_colour(void **state)
{
    (void)state;
    for (unsigned i = 0; i < COLOR_COUNT; i++)
        assert_int_equal(color_find(color_name(i)), i);
    assert_null(color_name(COLOR_COUNT));
    assert_int_equal(color_find("grey"), COLOR_LIGHT_GREY);
    assert_int_equal(color_find(""), -E_NOENT);
    assert_int_equal(color_find("light-"), -E_NOENT);
    assert_int_equal(color_find("mauve"), -E_NOENT);
}

/* INT 10h's list of attributes: blue is 1, green 2, cyan 3, red 4, magenta 5, brown 6. */
static void vga_numbers_are_the_bios_ones(void **state)
{
    (void)state;
    assert_int_equal(color_vga(COLOR_BLACK), 0);
    assert_int_equal(color_vga(COLOR_BLUE), 1);
    assert_int_equal(color_vga(COLOR_GREEN), 2);
    assert_int_equal(color_vga(COLOR_CYAN), 3);
    assert_int_equal(color_vga(COLOR_RED), 4);
    assert_int_equal(color_vga(COLOR_MAGENTA), 5);
    assert_int_equal(color_vga(COLOR_BROWN), 6);
    assert_int_equal(color_vga(COLOR_LIGHT_GREY), 7);
    for (unsigned i = 0; i < COLOR_COUNT / 2; i++)
        assert_int_equal(color_vga(i + COLOR_BRIGHT), color_vga(i) + 8);
}

static void shades_are_those_of_a_vga(void **state)
{
    (void)state;
    assert_int_equal(color_rgb(COLOR_BLACK), 0x000000);
    assert_int_equal(color_rgb(COLOR_BROWN), 0xaa5500);
    assert_int_equal(color_rgb(COLOR_YELLOW), 0xffff55);
    assert_int_equal(color_rgb(COLOR_BLUE), 0x0000aa);
    assert_int_equal(color_rgb(COLOR_WHITE), 0xffffff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_finds_its_colour),
        cmocka_unit_test(vga_numbers_are_the_bios_ones),
        cmocka_unit_test(shades_are_those_of_a_vga),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
