/* SPDX-License-Identifier: MIT */
/* test_hexdump.c — full lines, short lines, and the room they need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/hexdump.h"

static char line[HEXDUMP_LINE_MAX];

static void a_full_line(void **state)
{
    const uint8_t bytes[] = "Hello, world\x00\x7f\xff~";
    const size_t size = hexdump_line(line, 0xffff8000000b8000, bytes, 16);

    (void)state;
    assert_string_equal(line, "ffff8000000b8000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 00 7f ff 7e"
                              "  |Hello, world...~|\n");
    assert_int_equal(size, strlen(line));
    assert_true(size < HEXDUMP_LINE_MAX);
}

static void short_lines_keep_their_columns(void **state)
{
    const uint8_t bytes[] = { 'a', 'b' };
    char wanted[HEXDUMP_LINE_MAX];

    (void)state;
    hexdump_line(line, 0x10, bytes, 2);
    snprintf(wanted, sizeof(wanted), "%-60s|ab|\n", "00000010  61 62");
    assert_string_equal(line, wanted);
    hexdump_line(line, 0, bytes, 0);
    assert_int_equal(strchr(line, '|') - line, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_line),
        cmocka_unit_test(short_lines_keep_their_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
