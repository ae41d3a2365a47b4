/* SPDX-License-Identifier: MIT */
/*
 * test_listing.c — files by path, without regard to case; limits.
 */
#include "doctor/listing.h"

#include "exact.h"

static void test_files_are_found_by_path(void **state)
{
    struct listing listing = { 0 };

    (void)state;
    listing_add(&listing, NULL, "EFI")->is_folder = true;
    listing_add(&listing, "EFI", "BOOT")->is_folder = true;
    listing_add(&listing, "EFI/BOOT", "BOOTX64.EFI")->size = 7;
    assert_int_equal(listing_find(&listing, "/efi/boot/bootx64.efi")->size, 7);
    assert_true(listing_has_file(&listing, "EFI/BOOT/BOOTX64.EFI"));
    assert_false(listing_has_file(&listing, "EFI/BOOT"));
    assert_non_null(listing_find(&listing, "EFI/BOOT"));
    assert_null(listing_find(&listing, "EFI/BOOT/"));
    listing_free(&listing);
    assert_null(listing_find(&listing, "EFI"));
}

static void test_there_are_limits(void **state)
{
    struct listing listing = { 0 };
    char name[LISTING_PATH_MAX + 1];

    (void)state;
    memset(name, 'x', sizeof(name));
    name[LISTING_PATH_MAX - 1] = '\0';
    assert_non_null(listing_add(&listing, NULL, name));
    assert_null(listing_add(&listing, "a", name));
    assert_true(listing_lacks_file(&listing, "other"));
    for (unsigned i = 1; i < LISTING_MAX; i++)
        assert_non_null(listing_add(&listing, "folder", "file"));
    assert_false(listing.is_cut);
    assert_null(listing_add(&listing, NULL, "file"));
    assert_true(listing.is_cut);
    assert_false(listing_lacks_file(&listing, "other"));
    listing_free(&listing);
    for (unsigned i = 0; i < LISTING_BYTES_MAX / LISTING_PATH_MAX; i++)
        assert_non_null(listing_add(&listing, NULL, name));
    assert_null(listing_add(&listing, NULL, "x"));
    assert_true(listing.is_cut);
    listing_free(&listing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_found_by_path),
        cmocka_unit_test(test_there_are_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
