/* SPDX-License-Identifier: MIT */
/*
 * test_infile.c — whole files of any size up to a limit.
 */
#include "common/infile.h"

#include "scratch.h"

#include <errno.h>

#define LARGE 300001u

static void test_every_byte_is_there(void **state)
{
    static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, LARGE };
    static uint8_t written[LARGE];
    uint64_t seed = 7;

    (void)state;
    for (size_t i = 0; i < LARGE; i++)
        written[i] = (uint8_t)exact_random(&seed);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        size_t size = 99;
        void *bytes;

        scratch_write("in", written, sizes[i]);
        bytes = infile_read(scratch_path("in"), LARGE, &size);
        assert_non_null(bytes);
        assert_int_equal(size, sizes[i]);
        assert_memory_equal(bytes, written, size);
        free(bytes);
    }
}

static void test_a_larger_one_is_refused(void **state)
{
    size_t size;

    (void)state;
    scratch_write("in", "four", 4);
    assert_null(infile_read(scratch_path("in"), 3, &size));
    assert_int_equal(errno, EFBIG);
}

static void test_none_is_an_error(void **state)
{
    size_t size;

    (void)state;
    assert_null(infile_read(scratch_path("none"), 3, &size));
    assert_int_equal(errno, ENOENT);
    assert_null(infile_read(scratch_folder, 3, &size));
    assert_int_equal(errno, EISDIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_byte_is_there, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_larger_one_is_refused, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_none_is_an_error, scratch_setup, scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
