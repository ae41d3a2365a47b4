/* SPDX-License-Identifier: MIT */
/*
 * test_doctor_checks.c — what the checks make of media that are built by hand: which findings, and
 * that good ones have none. Whole media of every kind are looked at by tests/images/doctor.sh.
 */
#include "doctor/checks.h"

#include "medium_fixture.h"
#include "program_fixture.h"

static struct findings findings;
static struct image *image;
static struct program program;
static bool is_partial, has_home = true;

static const char *checked(void (*check)(const struct image *, struct findings *))
{
    findings_free(&findings);
    if (image != NULL)
        image_free(image);
    image = image_open(&fixture_medium);
    assert_non_null(image);
    check(image, &findings);
    return fixture_names(&findings);
}

static void test_a_good_table_has_no_findings(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_bytes[0] = 0xfa;
    fixture_entry(0, 0x80, 0x0c, 10, 20);
    fixture_entry(1, 0, 0x83, 30, 70);
    assert_string_equal(checked(mbr_check), "");
}

static void test_entries_touch_but_do_not_overlap(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_bytes[0] = 0xfa;
    fixture_entry(0, 0x80, 0x0c, 10, 21);
    fixture_entry(1, 0, 0x83, 30, 70);
    assert_string_equal(checked(mbr_check), "mbr-overlap");
    fixture_entry(0, 0x80, 0x0c, 10, 20);
    fixture_entry(1, 0, 0x83, 30, 71);
    assert_string_equal(checked(mbr_check), "mbr-beyond");
    fixture_entry(0, 0x80, 0x0c, 60, 20);
    fixture_entry(1, 0, 0x83, 30, 30); /* in front of the first */
    assert_string_equal(checked(mbr_check), "");
    fixture_entry(1, 0, 0x83, 30, 31);
    assert_string_equal(checked(mbr_check), "mbr-overlap");
    fixture_entry(1, 0, 0x00, 60, 20); /* an empty type is no partition */
    assert_string_equal(checked(mbr_check), "");
}

/* Without boot code a BIOS has nothing to start, so that no entry need be active. */
static void test_only_boot_code_needs_an_active_entry(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_entry(0, 0, 0x0c, 10, 20);
    assert_string_equal(checked(mbr_check), "");
    fixture_bytes[0] = 0xfa;
    assert_string_equal(checked(mbr_check), "mbr-no-active");
}

/* Sizes that 0xEE may have where a disk is too large to count. */
static void test_a_protective_entry_may_stand_for_the_rest(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_entry(0, 0, 0xee, 1, UINT32_MAX);
    assert_string_equal(checked(mbr_check), "");
    fixture_entry(0, 0, 0xee, 1, 1000);
    assert_string_equal(checked(mbr_check), "mbr-beyond");
    fixture_entry(0, 0x80, 0xee, 1, 99);
    assert_string_equal(checked(mbr_check), "mbr-ee-active");
}

static struct volume volume_made(enum volume_kind kind, const char *path)
{
    struct volume volume = { .kind = kind, .at = PLACE_NONE };

    if (path != NULL)
        listing_add(&volume.listing, NULL, path);
    return volume;
}

static void test_a_file_of_4_gib_fits_on_no_fat(void **state)
{
    struct image *made = calloc(1, sizeof(*made));

    (void)state;
    findings_free(&findings);
    made->volumes[made->volume_count++] = volume_made(VOLUME_ISO9660, "kernel");
    made->volumes[0].listing.list[0].size = UINT32_MAX;
    iso9660_check(made, &findings);
    assert_string_equal(fixture_names(&findings), "");
    made->volumes[0].listing.list[0].size = UINT32_MAX + UINT64_C(1);
    iso9660_check(made, &findings);
    assert_string_equal(fixture_names(&findings), "file-over-fat32");
    assert_string_equal(findings.list[0].file, "kernel");
    image_free(made);
}

/* What is found for a loader in a file system with such a file, beside an ISO with another. */
static const char *grub_checked(const char *at_home, const char *on_tree)
{
    struct volume volumes[2] = { volume_made(VOLUME_FAT, at_home),
                                 volume_made(VOLUME_ISO9660, on_tree) };
    const struct view view = { volumes, 2, is_partial };
    size_t size = program.size - PROGRAM_RAW;
    uint8_t *copy = exact_copy(program.bytes + PROGRAM_RAW, size);

    findings_free(&findings);
    volumes[0].fat.serial = 0x1234abcd;
    grub_check(copy, size, has_home ? &volumes[0] : NULL, &view, place_file("x.efi", 0), &findings);
    volume_free(&volumes[0]);
    volume_free(&volumes[1]);
    free(copy);
    return fixture_names(&findings);
}

static void test_a_prefix_alone_must_be_in_both_roots(void **state)
{
    const char *file = "boot/grub/grub.cfg";

    (void)state;
    program_make(&program, true);
    program_prefix(&program, "/boot/grub");
    assert_string_equal(grub_checked(file, file), "");
    assert_string_equal(grub_checked(file, NULL), "grub-one-root");
    assert_string_equal(grub_checked(NULL, file), "grub-one-root");
    assert_string_equal(grub_checked(NULL, NULL), "grub-config");
    program_make(&program, true);
    program_prefix(&program, "()/boot/grub"); /* the whole disk, not the partition */
    assert_string_equal(grub_checked(NULL, file), "");
    program_make(&program, true);
    program_prefix(&program, "(tftp,10.0.0.1)/boot/grub");
    assert_string_equal(grub_checked(NULL, NULL), "");
}

static void test_a_search_must_find_something(void **state)
{
    (void)state;
    program_make(&program, false);
    program_config(&program, "search --file --set=root /marker\nconfigfile ($root)/menu.cfg\n");
    program_prefix(&program, "/boot/grub");
    assert_string_equal(grub_checked(NULL, "menu.cfg"), "grub-config");
    assert_string_equal(grub_checked("marker", NULL), "grub-config");
    assert_string_equal(grub_checked("marker", "menu.cfg"), "");
    program_make(&program, false);
    program_config(&program, "search --file --set=root \"/$name\"\nconfigfile ($root)/menu.cfg\n");
    program_prefix(&program, "/boot/grub");
    assert_string_equal(grub_checked(NULL, "menu.cfg"), ""); /* who knows */
}

static void test_a_search_by_identifier_is_not_portable(void **state)
{
    (void)state;
    program_make(&program, true);
    program_config(&program, "search --fs-uuid --set=root 1234-ABCD\nset prefix=($root)/g\n");
    program_prefix(&program, "/boot/grub");
    assert_string_equal(grub_checked("g/grub.cfg", NULL), "grub-search-uuid");
    assert_string_equal(grub_checked("boot/grub/grub.cfg", NULL), "grub-config grub-search-uuid");
    program_make(&program, true);
    program_config(&program, "search --fs-uuid --set=root 1234-ABCD\n");
    program_prefix(&program, "/g");
    assert_string_equal(grub_checked("g/grub.cfg", NULL), "grub-search-uuid");
    program_make(&program, true);
    program_config(&program, "search --fs-uuid --set=root 1234-0000\n");
    program_prefix(&program, "/g");
    assert_string_equal(grub_checked("g/grub.cfg", NULL), "grub-config");
}

static void test_a_memory_disk_must_hold_its_configuration(void **state)
{
    (void)state;
    program_make(&program, true);
    program_memdisk(&program, "boot/grub/grub.cfg", "set timeout=0\n");
    program_prefix(&program, "(memdisk)/boot/grub");
    assert_string_equal(grub_checked(NULL, NULL), "");
    program_make(&program, true);
    program_memdisk(&program, "boot/grub/other.cfg", "set timeout=0\n");
    program_prefix(&program, "(memdisk)/boot/grub");
    assert_string_equal(grub_checked(NULL, NULL), "grub-config");
}

/* An ext4 beside the FAT, for example, as on a disk with Linux installed. */
static void test_what_is_not_read_gets_the_benefit_of_the_doubt(void **state)
{
    (void)state;
    program_make(&program, true);
    program_config(&program, "search --fs-uuid --set=root 1234-0000\n");
    program_prefix(&program, "/g");
    is_partial = true;
    assert_string_equal(grub_checked(NULL, NULL), "");
    is_partial = false;
    assert_string_equal(grub_checked(NULL, NULL), "grub-config");
}

static void test_a_listing_that_is_cut_calls_nothing_missing(void **state)
{
    struct volume volume = volume_made(VOLUME_FAT, "file");

    (void)state;
    findings_free(&findings);
    assert_false(listings_check(&volume, 1, &findings));
    volume.listing.is_cut = true;
    assert_true(listings_check(&volume, 1, &findings));
    assert_string_equal(fixture_names(&findings), "files-cut");
    volume_free(&volume);
}

/* The core in the gap of a disk. */
static void test_a_loader_may_come_from_no_file_system(void **state)
{
    (void)state;
    program_make(&program, false);
    program_prefix(&program, "/boot/grub");
    has_home = false;
    assert_string_equal(grub_checked("boot/grub/grub.cfg", NULL), "");
    assert_string_equal(grub_checked(NULL, NULL), "grub-config");
    has_home = true;
}

static int free_all(void **state)
{
    findings_free(&findings);
    if (image != NULL)
        image_free(image);
    return fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_table_has_no_findings),
        cmocka_unit_test(test_entries_touch_but_do_not_overlap),
        cmocka_unit_test(test_only_boot_code_needs_an_active_entry),
        cmocka_unit_test(test_a_protective_entry_may_stand_for_the_rest),
        cmocka_unit_test(test_a_file_of_4_gib_fits_on_no_fat),
        cmocka_unit_test(test_a_prefix_alone_must_be_in_both_roots),
        cmocka_unit_test(test_a_search_must_find_something),
        cmocka_unit_test(test_a_search_by_identifier_is_not_portable),
        cmocka_unit_test(test_a_memory_disk_must_hold_its_configuration),
        cmocka_unit_test(test_what_is_not_read_gets_the_benefit_of_the_doubt),
        cmocka_unit_test(test_a_listing_that_is_cut_calls_nothing_missing),
        cmocka_unit_test(test_a_loader_may_come_from_no_file_system),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
