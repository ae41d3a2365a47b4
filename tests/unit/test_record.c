/* SPDX-License-Identifier: MIT */
/*
 * test_record.c — the raw bytes kept, and the stamped copy.
 */
#include "bootwatch/record.h"

#include "scratch.h"

#include <errno.h>

static char copy[4096];

static struct record record_make(void)
{
    struct record record = { .save_fd = -1, .start_ms = 1000 };

    memset(copy, 0, sizeof(copy));
    record.stamp_to = fmemopen(copy, sizeof(copy), "w");
    assert_non_null(record.stamp_to);
    return record;
}

static void add(struct record *record, const char *text, int64_t now_ms)
{
    assert_int_equal(record_add(record, text, strlen(text), now_ms), 0);
}

static void test_each_line_has_the_time_of_its_first_character(void **state)
{
    struct record record = record_make();

    (void)state;
    add(&record, "\x1b[2J\r\nfir", 1005);
    assert_string_equal(copy, "[+  0.005] fir");
    add(&record, "st\r\n\r\n", 2234);
    add(&record, "\r\n", 3000);
    add(&record, "second\nthi", 124456);
    assert_int_equal(record_finish(&record), 0);
    assert_string_equal(copy, "[+  0.005] first\n[+123.456] second\n[+123.456] thi\n");
    fclose(record.stamp_to);
}

static void test_the_terminal_gets_plain_text_only(void **state)
{
    struct record record = record_make();

    (void)state;
    add(&record, "a\x1b[31mb\a\x1b]0;title\ac\x1b", 1000);
    add(&record, "[1;1Hd\n", 1000);
    assert_string_equal(copy, "[+  0.000] abc\n[+  0.000] d\n");
    fclose(record.stamp_to);
}

static void test_raw_bytes_are_kept_at_once(void **state)
{
    struct record record = { .save_fd = -1 };
    char text[64];

    (void)state;
    scratch_write("raw", "something longer", 16);
    assert_int_equal(record_save_to(&record, scratch_path("raw"), -1), 0);
    assert_int_equal(record_add(&record, "a\0\x1b\xff", 4, 0), 0);
    assert_int_equal(scratch_read("raw", text, sizeof(text)), 4);
    assert_memory_equal(text, "a\0\x1b\xff", 4);
    assert_int_equal(record_finish(&record), 0);
    assert_int_equal(record.save_fd, -1);
}

static void test_the_source_is_not_overwritten(void **state)
{
    struct record record = { .save_fd = -1 };
    char text[64];
    int source;

    (void)state;
    scratch_write("raw", "precious", 8);
    source = open(scratch_path("raw"), O_RDONLY);
    assert_int_equal(record_save_to(&record, scratch_path("raw"), source), -1);
    assert_int_equal(errno, EBUSY);
    assert_int_equal(record.save_fd, -1);
    assert_int_equal(symlink(scratch_path("raw"), scratch_path("link")), 0);
    assert_int_equal(record_save_to(&record, scratch_path("link"), source), -1);
    assert_int_equal(errno, EBUSY);
    scratch_read("raw", text, sizeof(text));
    assert_string_equal(text, "precious");
    close(source);
}

static void test_a_full_disk_is_told(void **state)
{
    struct record record = { .save_fd = -1 };

    (void)state;
    assert_int_equal(record_save_to(&record, "/dev/full", -1), 0);
    assert_int_equal(record_add(&record, "a", 1, 0), -1);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(record_save_to(&record, scratch_path("no/folder"), -1), -1);
    assert_int_equal(errno, ENOENT);
    record_finish(&record);
    record.stamp_to = fopen("/dev/full", "w");
    assert_int_equal(record_add(&record, "a\n", 2, 0), -1);
    assert_int_equal(errno, ENOSPC);
    fclose(record.stamp_to);
}

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_line_has_the_time_of_its_first_character),
        cmocka_unit_test(test_the_terminal_gets_plain_text_only),
        SCRATCH_TEST(test_raw_bytes_are_kept_at_once),
        SCRATCH_TEST(test_the_source_is_not_overwritten),
        SCRATCH_TEST(test_a_full_disk_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
