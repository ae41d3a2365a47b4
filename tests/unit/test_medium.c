/* SPDX-License-Identifier: MIT */
/*
 * test_medium.c — reads that lie inside, and those that do not; files, and what is none.
 */
#include "doctor/medium.h"

#include "scratch.h"

#include <errno.h>

static void test_a_read_lies_inside_or_fails(void **state)
{
    uint8_t *bytes = exact_copy("0123456789", 10), to[10];
    struct medium medium = medium_of_bytes(bytes, 10);
    struct span whole = span_whole(&medium);

    (void)state;
    assert_true(span_read(&whole, 0, to, 10));
    assert_memory_equal(to, "0123456789", 10);
    assert_true(span_read(&whole, 9, to, 1));
    assert_int_equal(to[0], '9');
    assert_true(span_read(&whole, 10, to, 0));
    assert_false(span_read(&whole, 9, to, 2));
    assert_false(span_read(&whole, 11, to, 0));
    assert_false(span_read(&whole, UINT64_MAX, to, 2));
    assert_int_equal(medium.error, 0);
    free(bytes);
}

static void test_a_part_is_cut_where_the_whole_ends(void **state)
{
    uint8_t *bytes = exact_copy("0123456789", 10), to[4];
    struct medium medium = medium_of_bytes(bytes, 10);
    struct span whole = span_whole(&medium), part = span_part(&whole, 4, 3);

    (void)state;
    assert_int_equal(part.offset, 4);
    assert_true(span_read(&part, 1, to, 2));
    assert_memory_equal(to, "56", 2);
    assert_false(span_read(&part, 1, to, 3));
    assert_int_equal(span_part(&whole, 8, UINT64_MAX).size, 2);
    assert_int_equal(span_part(&whole, 10, 1).size, 0);
    assert_int_equal(span_part(&part, 2, 5).offset, 6);
    assert_int_equal(span_part(&part, 2, 5).size, 1);
    free(bytes);
}

static void test_zeros_are_found_across_chunks(void **state)
{
    uint8_t *bytes = calloc(1, 10000);
    struct medium medium = medium_of_bytes(bytes, 10000);
    struct span whole = span_whole(&medium);

    (void)state;
    assert_true(span_is_zero(&whole, 0, 10000));
    assert_false(span_is_zero(&whole, 0, 10001));
    bytes[9000] = 1;
    assert_false(span_is_zero(&whole, 0, 10000));
    assert_true(span_is_zero(&whole, 0, 9000));
    free(bytes);
}

static void test_bytes_are_loaded_whole(void **state)
{
    uint8_t *bytes = exact_copy("0123456789", 10), *loaded;
    struct medium medium = medium_of_bytes(bytes, 10);
    struct span whole = span_whole(&medium);

    (void)state;
    loaded = span_load(&whole, 7, 3);
    assert_memory_equal(loaded, "789", 3);
    free(loaded);
    assert_null(span_load(&whole, 8, 3));
    loaded = span_load(&whole, 10, 0);
    assert_non_null(loaded);
    free(loaded);
    free(bytes);
}

static void test_a_file_is_read_where_it_is_asked_to(void **state)
{
    struct medium medium;
    struct span whole;
    char to[3];

    (void)state;
    scratch_write("image", "abcdef", 6);
    assert_int_equal(medium_open(&medium, scratch_path("image")), 0);
    assert_int_equal(medium.size, 6);
    assert_false(medium.is_device);
    whole = span_whole(&medium);
    assert_true(span_read(&whole, 3, to, 3));
    assert_memory_equal(to, "def", 3);
    medium_close(&medium);
}

/* What was there when the file was opened is gone: that is no finding, but a disk that fails. */
static void test_a_file_that_fails_is_remembered(void **state)
{
    struct medium medium;
    struct span whole;
    char to[3];

    (void)state;
    scratch_write("image", "abcdef", 6);
    assert_int_equal(medium_open(&medium, scratch_path("image")), 0);
    assert_int_equal(truncate(scratch_path("image"), 4), 0);
    whole = span_whole(&medium);
    assert_false(span_read(&whole, 3, to, 3));
    assert_int_equal(medium.error, EIO);
    medium_close(&medium);
}

static void test_only_files_and_devices_are_opened(void **state)
{
    struct medium medium;

    (void)state;
    assert_int_equal(medium_open(&medium, scratch_path("none")), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(medium_open(&medium, scratch_folder), -1);
    assert_int_equal(errno, EINVAL);
    assert_int_equal(medium_open(&medium, "/dev/null"), -1);
    assert_int_equal(errno, EINVAL);
    assert_int_equal(medium.fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_read_lies_inside_or_fails),
        cmocka_unit_test(test_a_part_is_cut_where_the_whole_ends),
        cmocka_unit_test(test_zeros_are_found_across_chunks),
        cmocka_unit_test(test_bytes_are_loaded_whole),
        cmocka_unit_test_setup_teardown(test_a_file_is_read_where_it_is_asked_to, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_fails_is_remembered, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_only_files_and_devices_are_opened, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
