/* SPDX-License-Identifier: MIT */
/*
 * test_outfile.c — a file that appears whole or not at all.
 */
#include "common/outfile.h"

#include "scratch.h"

#include <errno.h>

static void test_it_appears_when_it_is_whole(void **state)
{
    struct outfile file;
    char text[32];

    (void)state;
    scratch_write("out", "old", 3);
    assert_int_equal(outfile_open(&file, scratch_path("out")), 0);
    fputs("new words", file.stream);
    fflush(file.stream);
    scratch_read("out", text, sizeof(text));
    assert_string_equal(text, "old");
    assert_int_equal(outfile_commit(&file), 0);
    scratch_read("out", text, sizeof(text));
    assert_string_equal(text, "new words");
    assert_int_equal(scratch_count(), 1);
}

static void test_nothing_is_left_of_an_abandoned_one(void **state)
{
    struct outfile file;

    (void)state;
    assert_int_equal(outfile_open(&file, scratch_path("out")), 0);
    fputs("half", file.stream);
    errno = ENOSPC;
    outfile_abandon(&file);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(scratch_count(), 0);
}

/* The error comes with the last bytes, or was there before. */
static void write_error_leaves_the_old_one(bool is_early)
{
    struct outfile file;
    char text[32];

    scratch_write("out", "old", 3);
    assert_int_equal(outfile_open(&file, scratch_path("out")), 0);
    /* The stream now leads to a device that is always full. */
    file.stream = freopen("/dev/full", "w", file.stream);
    assert_non_null(file.stream);
    fputs("new", file.stream);
    if (is_early)
        fflush(file.stream);
    assert_int_equal(outfile_commit(&file), -1);
    assert_int_equal(errno, is_early ? EIO : ENOSPC);
    scratch_read("out", text, sizeof(text));
    assert_string_equal(text, "old");
    assert_int_equal(scratch_count(), 1);
}

static void test_a_write_error_leaves_the_old_one(void **state)
{
    (void)state;
    write_error_leaves_the_old_one(false);
    write_error_leaves_the_old_one(true);
}

static void test_a_place_that_is_none_is_refused(void **state)
{
    static char name[OUTFILE_PATH_MAX + 10];
    struct outfile file;

    (void)state;
    assert_int_equal(outfile_open(&file, scratch_path("no/folder")), -1);
    assert_int_equal(errno, ENOENT);
    memset(name, 'x', sizeof(name) - 1);
    assert_int_equal(outfile_open(&file, name), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    /* A path that just fits, in small pieces: the name beside it does not. */
    for (size_t i = 0; i < OUTFILE_PATH_MAX - 2; i++)
        name[i] = i % 2 == 0 ? '.' : '/';
    memcpy(name, "/tmp", 4);
    name[OUTFILE_PATH_MAX - 3] = 'x';
    name[OUTFILE_PATH_MAX - 2] = '\0';
    assert_int_equal(outfile_open(&file, name), -1);
    assert_int_equal(errno, ENAMETOOLONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_it_appears_when_it_is_whole, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_nothing_is_left_of_an_abandoned_one, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_write_error_leaves_the_old_one, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_place_that_is_none_is_refused, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
