/* SPDX-License-Identifier: MIT */
/* test_pen.c — SGR to colours, one by one and in rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cell.h"
#include "lib/pen.h"

/* Applies the parameters of "CSI … m", given as a text like "1;31". */
static void apply(struct pen *pen, const char *parameters)
{
    struct escape escape = { 0 };
    uint32_t code;

    escape_feed(&escape, '\033', &code);
    escape_feed(&escape, '[', &code);
    for (; *parameters != '\0'; parameters++)
        escape_feed(&escape, (uint8_t)*parameters, &code);
    assert_int_equal(escape_feed(&escape, 'm', &code), ESCAPE_SEQUENCE);
    pen_apply(pen, &escape);
}

static uint32_t letter_after(const char *parameters)
{
    struct pen pen = pen_plain();

    apply(&pen, parameters);
    return pen_cell(&pen, 'x');
}

#define PLAIN cell_make('x', COLOR_LIGHT_GREY, COLOR_BLACK)

static void all_colours(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const char digit = (char)('0' + i);
        const char fg[] = { '3', digit, 0 }, bg[] = { '4', digit, 0 };
        const char bright_fg[] = { '9', digit, 0 }, bright_bg[] = { '1', '0', digit, 0 };

        assert_int_equal(letter_after(fg), cell_make('x', i, COLOR_BLACK));
        assert_int_equal(letter_after(bg), cell_make('x', COLOR_LIGHT_GREY, i));
        assert_int_equal(letter_after(bright_fg), cell_make('x', i + 8, COLOR_BLACK));
        assert_int_equal(letter_after(bright_bg), cell_make('x', COLOR_LIGHT_GREY, i + 8));
    }
    assert_int_equal(letter_after("31;42;39"), cell_make('x', COLOR_LIGHT_GREY, COLOR_GREEN));
    assert_int_equal(letter_after("31;42;49"), cell_make('x', COLOR_RED, COLOR_BLACK));
}

static void attributes(void **state)
{
    (void)state;
    assert_int_equal(letter_after("1"), cell_make('x', COLOR_WHITE, COLOR_BLACK));
    assert_int_equal(letter_after("1;31"), cell_make('x', COLOR_LIGHT_RED, COLOR_BLACK));
    assert_int_equal(letter_after("31;1;22"), cell_make('x', COLOR_RED, COLOR_BLACK));
    assert_int_equal(letter_after("5"), PLAIN | CELL_BLINK);
    assert_int_equal(letter_after("5;25"), PLAIN);
    assert_int_equal(letter_after("7"), cell_make('x', COLOR_BLACK, COLOR_LIGHT_GREY));
    assert_int_equal(letter_after("7;1;34"), cell_make('x', COLOR_BLACK, COLOR_LIGHT_BLUE));
    assert_int_equal(letter_after("7;27"), PLAIN);
}

static void reset(void **state)
{
    (void)state;
    assert_int_equal(letter_after("1;5;7;31;42;0"), PLAIN);
    assert_int_equal(letter_after("1;5;7;31;42;"), PLAIN);
    assert_int_equal(letter_after("31;0;44"), cell_make('x', COLOR_LIGHT_GREY, COLOR_BLUE));
    assert_int_equal(letter_after(""), PLAIN);
}

static void unknown_numbers_change_nothing(void **state)
{
    (void)state;
    assert_int_equal(letter_after("2;3;4;6;8;9;10;21;24;29;50;89;98;99;108;9999"), PLAIN);
}

/* The numbers behind 38 and 48 are no attributes of their own. */
static void extended_colours(void **state)
{
    (void)state;
    assert_int_equal(letter_after("38;5;12"), cell_make('x', COLOR_LIGHT_BLUE, COLOR_BLACK));
    assert_int_equal(letter_after("48;5;2"), cell_make('x', COLOR_LIGHT_GREY, COLOR_GREEN));
    assert_int_equal(letter_after("38;5;200;5"), PLAIN | CELL_BLINK);
    assert_int_equal(letter_after("38;2;1;7;31;5"), PLAIN | CELL_BLINK);
    assert_int_equal(letter_after("38"), PLAIN);
    assert_int_equal(letter_after("38;5;0"), cell_make('x', COLOR_BLACK, COLOR_BLACK));
    assert_int_equal(letter_after("38;5"), PLAIN);
    assert_int_equal(letter_after("0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;38;5;1"), PLAIN);
}

static void what_looks_the_same_is_the_same(void **state)
{
    struct pen pen = pen_plain();

    (void)state;
    apply(&pen, "1;5;31");
    assert_int_equal(pen_cell(&pen, ' '), CELL_BLANK);
    assert_int_equal(pen_blank(&pen), CELL_BLANK);
    apply(&pen, "44");
    assert_int_equal(pen_cell(&pen, ' '), cell_make(' ', COLOR_LIGHT_GREY, COLOR_BLUE));
    assert_int_equal(pen_blank(&pen), pen_cell(&pen, ' '));
    apply(&pen, "7"); /* a reversed space shows the foreground; erasing does not reverse */
    assert_int_equal(pen_cell(&pen, ' '), cell_make(' ', COLOR_LIGHT_GREY, COLOR_LIGHT_RED));
    assert_int_equal(pen_blank(&pen), cell_make(' ', COLOR_LIGHT_GREY, COLOR_BLUE));
}

static void fields_of_a_cell_keep_apart(void **state)
{
    const uint32_t cell = cell_make(0x10ffff, COLOR_WHITE, COLOR_WHITE);

    (void)state;
    assert_int_equal(FIELD_GET(CELL_CODE, cell), 0x10ffff);
    assert_int_equal(FIELD_GET(CELL_FG, cell), COLOR_WHITE);
    assert_int_equal(FIELD_GET(CELL_BG, cell), COLOR_WHITE);
    assert_int_equal(cell & (CELL_BLINK | CELL_CURSOR), 0);
    assert_int_equal(cell_make(0xffffffff, 0, 0), 0x1fffff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_colours),
        cmocka_unit_test(attributes),
        cmocka_unit_test(reset),
        cmocka_unit_test(unknown_numbers_change_nothing),
        cmocka_unit_test(extended_colours),
        cmocka_unit_test(what_looks_the_same_is_the_same),
        cmocka_unit_test(fields_of_a_cell_keep_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
