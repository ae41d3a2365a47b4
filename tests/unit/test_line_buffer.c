/* SPDX-License-Identifier: MIT */
/* test_line_buffer.c — text and cursor after every kind of change, and at the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "line_picture.h"

static struct line_buffer line;

static void set_cuts_no_character(void **state)
{
    char text[LINE_BYTES_MAX + 8];

    (void)state;
    line_buffer_set(&line, "abc");
    assert_int_equal(line.cursor, 3);
    memset(text, 'x', sizeof(text));
    memcpy(text + LINE_BYTES_MAX - 3, "€", 3); /* its last byte would have the NUL's place */
    text[sizeof(text) - 1] = '\0';
    line_buffer_set(&line, text);
    assert_int_equal(line.length, LINE_BYTES_MAX - 3);
    assert_null(line_fault(&line));
    line_buffer_set(&line, line.text + 5); /* of itself */
    assert_int_equal(line.length, LINE_BYTES_MAX - 8);
}

static void erase_and_the_cursor(void **state)
{
    (void)state;
    line_buffer_set(&line, "0123456789");
    line_buffer_erase(&line, 2, 4);
    assert_string_equal(line.text, "01456789");
    assert_int_equal(line.cursor, 8);
    line.cursor = 3;
    line_buffer_erase(&line, 2, 5);
    assert_int_equal(line.cursor, 2);
    line_buffer_erase(&line, 3, 99);
    assert_string_equal(line.text, "017");
    assert_int_equal(line.cursor, 2);
    line_buffer_erase(&line, 1, 1);
    line_buffer_erase(&line, 2, 1);
    assert_string_equal(line.text, "017");
}

static void insert_until_full(void **state)
{
    (void)state;
    line_buffer_set(&line, "");
    while (line_buffer_insert(&line, "é", 2))
        assert_null(line_fault(&line));
    assert_int_equal(line.length, LINE_BYTES_MAX - 2);
    assert_true(line_buffer_insert(&line, "x", 1));
    assert_false(line_buffer_insert(&line, "x", 1));
    assert_true(line_buffer_insert(&line, "", 0));
    line.cursor = 0;
    assert_false(line_buffer_insert(&line, line.text, LINE_BYTES_MAX));
    assert_null(line_fault(&line));
}

static void steps(void **state)
{
    (void)state;
    line_buffer_set(&line, "aé€b");
    assert_int_equal(line_buffer_right(&line, 0), 1);
    assert_int_equal(line_buffer_right(&line, 1), 3);
    assert_int_equal(line_buffer_right(&line, 3), 6);
    assert_int_equal(line_buffer_right(&line, 7), 7);
    assert_int_equal(line_buffer_left(&line, 6), 3);
    assert_int_equal(line_buffer_left(&line, 3), 1);
    assert_int_equal(line_buffer_left(&line, 0), 0);
    line_buffer_set(&line, "  ab-é c ");
    assert_int_equal(line_buffer_word_right(&line, 0), 4);
    assert_int_equal(line_buffer_word_right(&line, 4), 7);
    assert_int_equal(line_buffer_word_right(&line, 9), 10);
    assert_int_equal(line_buffer_word_left(&line, 10), 8);
    assert_int_equal(line_buffer_word_left(&line, 7), 5);
    assert_int_equal(line_buffer_word_left(&line, 2), 0);
    assert_int_equal(line_buffer_space_left(&line, 10), 8);
    assert_int_equal(line_buffer_space_left(&line, 8), 2);
    assert_int_equal(line_buffer_space_left(&line, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_cuts_no_character),
        cmocka_unit_test(erase_and_the_cursor),
        cmocka_unit_test(insert_until_full),
        cmocka_unit_test(steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
