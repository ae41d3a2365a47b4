/* SPDX-License-Identifier: MIT */
/*
 * test_tree.c — folders of this computer: what is listed, what everybody may read, and what a TFTP
 * server must offer.
 */
#include "doctor/checks.h"
#include "doctor/tree.h"

#include "program_fixture.h"
#include "scratch.h"

#include <errno.h>

static struct volume tree;
static struct findings findings;

static void test_files_and_rights_are_listed(void **state)
{
    const struct listing_entry *entry;

    (void)state;
    assert_int_equal(mkdir(scratch_path("sub"), 0755), 0);
    scratch_write("sub/file", "words", 5);
    scratch_write("private", "", 0);
    assert_int_equal(chmod(scratch_path("sub/file"), 0644), 0);
    assert_int_equal(chmod(scratch_path("private"), 0600), 0);
    assert_int_equal(symlink(".", scratch_path("loop")), 0);
    assert_int_equal(symlink("none", scratch_path("dangling")), 0);
    assert_int_equal(tree_open(&tree, scratch_folder), 0);
    entry = listing_find(&tree.listing, "sub/file");
    assert_int_equal(entry->size, 5);
    assert_false(entry->is_private);
    assert_true(listing_find(&tree.listing, "private")->is_private);
    assert_true(listing_find(&tree.listing, "sub")->is_folder);
    assert_false(listing_find(&tree.listing, "loop")->is_folder);
    volume_free(&tree);
    unlink(scratch_path("sub/file"));
    rmdir(scratch_path("sub"));
}

static void test_a_file_is_loaded_as_it_was_listed(void **state)
{
    const struct listing_entry *entry;
    uint8_t *bytes;

    (void)state;
    scratch_write("file", "words", 5);
    assert_int_equal(tree_open(&tree, scratch_folder), 0);
    entry = listing_find(&tree.listing, "file");
    bytes = volume_load(&tree, entry, 5);
    assert_memory_equal(bytes, "words", 5);
    free(bytes);
    assert_null(volume_load(&tree, entry, 4));
    assert_int_equal(volume_place(&tree, entry), PLACE_NONE);
    scratch_write("file", "more words", 10);
    assert_null(volume_load(&tree, entry, 100));
    volume_free(&tree);
}

static void test_what_is_no_folder(void **state)
{
    (void)state;
    scratch_write("file", "words", 5);
    assert_int_equal(tree_open(&tree, scratch_path("file")), -1);
    assert_int_equal(errno, ENOTDIR);
    volume_free(&tree);
    assert_int_equal(tree_open(&tree, scratch_path("none")), -1);
    assert_int_equal(errno, ENOENT);
    volume_free(&tree);
}

/* Opens the folder and checks it; false when it holds no loader. */
static bool checked(void)
{
    bool is_tree;

    findings_free(&findings);
    assert_int_equal(tree_open(&tree, scratch_folder), 0);
    is_tree = tree_check(&tree, &findings);
    volume_free(&tree);
    return is_tree;
}

static void test_loaders_are_known_by_what_they_are(void **state)
{
    static struct program program;

    (void)state;
    scratch_write("README", "words", 5);
    assert_false(checked());
    program_make(&program, true);
    scratch_write("one.efi", program.bytes, program.size);
    chmod(scratch_path("one.efi"), 0644);
    chmod(scratch_path("README"), 0644);
    assert_true(checked());
    assert_true(findings_have(&findings, FINDING_NET_BIOS_NONE));
    assert_false(findings_have(&findings, FINDING_NET_X64_NONE));
    assert_true(findings_have(&findings, FINDING_NET_IA32_NONE));
    assert_false(findings_have(&findings, FINDING_NET_PRIVATE));
    scratch_write("pxelinux.0", "x", 1);
    assert_int_equal(truncate(scratch_path("pxelinux.0"), 491520), 0);
    assert_true(checked());
    assert_false(findings_have(&findings, FINDING_NET_BIOS_NONE));
    assert_false(findings_have(&findings, FINDING_NET_BIOS_SIZE));
    assert_int_equal(truncate(scratch_path("pxelinux.0"), 491521), 0);
    assert_true(checked());
    assert_true(findings_have(&findings, FINDING_NET_BIOS_SIZE));
    findings_free(&findings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_files_and_rights_are_listed, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_file_is_loaded_as_it_was_listed, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_folder, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_loaders_are_known_by_what_they_are, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
