/* SPDX-License-Identifier: MIT */
/*
 * test_fat.c — FAT file systems: what is one, which kind, folders, names, chains and damage.
 */
#include "doctor/fat_chain.h"

#include "medium_fixture.h"

#define SECTORS 40u
#define ROOT    3u /* sector of the root folder; clusters begin at 4 */

static struct fat fat;
static struct listing listing;

/* \FOLDER\FILE.TXT of two clusters, and a volume label that is no file. */
static void fat_make(void)
{
    fixture_make(SECTORS);
    fixture_fat(0, SECTORS);
    fixture_fat_file(ROOT, 0, "LABEL      ", 0x08, 0, 0);
    fixture_fat_file(ROOT, 1, "FOLDER     ", 0x10, 2, 0);
    fixture_fat_file(4, 0, ".          ", 0x10, 2, 0);
    fixture_fat_file(4, 1, "..         ", 0x10, 0, 0);
    fixture_fat_file(4, 2, "FILE    TXT", 0x20, 3, 600);
    fixture_fat_next(0, 2, 0xfff);
    fixture_fat_next(0, 3, 5);
    fixture_fat_next(0, 5, 0xfff);
    memset(fixture_bytes + 5 * SECTOR_BYTES, 'a', SECTOR_BYTES);
    memset(fixture_bytes + 7 * SECTOR_BYTES, 'b', SECTOR_BYTES);
}

/* True when all is well; the list and the file system are there for more. */
static bool listed(void)
{
    listing_free(&listing);
    assert_true(fat_open(&fat, &fixture_whole));
    return fat_list(&fat, &listing);
}

static void test_files_are_listed_and_loaded(void **state)
{
    const struct listing_entry *entry;
    uint8_t *bytes;

    (void)state;
    fat_make();
    assert_true(listed());
    assert_int_equal(fat.bits, 12);
    assert_int_equal(fat.clusters, 36);
    assert_int_equal(listing.count, 2);
    assert_true(listing.list[0].is_folder);
    entry = listing_find(&listing, "folder/file.txt");
    assert_non_null(entry);
    assert_int_equal(entry->size, 600);
    assert_int_equal(fat_place(&fat, (uint32_t)entry->first), 5 * SECTOR_BYTES);
    bytes = fat_load(&fat, 3, 600);
    assert_int_equal(bytes[511], 'a');
    assert_int_equal(bytes[512], 'b');
    free(bytes);
    assert_null(fat_load(&fat, 3, 1025));
    assert_null(fat_load(&fat, 1, 1));
    assert_true(fat_copies_agree(&fat));
}

static void test_a_long_name_goes_before_the_short_one(void **state)
{
    static const uint8_t places[] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };
    const char *name = "A long name.text";

    (void)state;
    fat_make();
    for (unsigned part = 0; part < 2; part++) {
        size_t at = ROOT * SECTOR_BYTES + 64 + 32 * part;
        const char *piece = part == 0 ? name + 13 : name;

        fixture_put(at, part == 0 ? 0x42 : 1, 1);
        fixture_put(at + 11, 0x0f, 1);
        for (unsigned i = 0; i < 13 && i < strlen(piece); i++)
            fixture_put(at + places[i], (uint8_t)piece[i], 2);
    }
    fixture_fat_file(ROOT, 4, "ALONGN~1TEX", 0x20, 0, 0);
    fixture_fat_file(ROOT, 5, "SHORT      ", 0x20, 0, 0);
    assert_true(listed());
    assert_non_null(listing_find(&listing, "A long name.text"));
    assert_non_null(listing_find(&listing, "SHORT"));
    assert_null(listing_find(&listing, "ALONGN~1.TEX"));
}

static void damage_is(const char *what)
{
    assert_false(listed());
    assert_non_null(strstr(fat.damage, what));
}

static void test_damaged_chains_are_told(void **state)
{
    (void)state;
    fat_make();
    fixture_fat_next(0, 3, 0);
    damage_is("free cluster");
    fat_make();
    fixture_fat_next(0, 5, 3);
    damage_is("another number of clusters");
    fat_make();
    fixture_fat_next(0, 2, 2);
    damage_is("circles");
    fat_make();
    fixture_fat_next(0, 5, 100);
    damage_is("does not exist");
    fat_make();
    fixture_fat_next(0, 3, 0xfff);
    damage_is("another number of clusters");
    fat_make();
    fixture_fat_file(ROOT, 1, "FOLDER     ", 0x10, 100, 0);
    damage_is("begins in a cluster that does not exist");
}

/* A folder that contains itself ends where paths do. */
static void test_a_folder_in_itself_ends(void **state)
{
    (void)state;
    fat_make();
    fixture_fat_file(4, 2, "AGAIN      ", 0x10, 2, 0);
    damage_is("in each other without an end");
}

static void test_tables_that_differ(void **state)
{
    (void)state;
    fat_make();
    fixture_bytes[2 * SECTOR_BYTES + 100] = 1;
    assert_true(listed());
    assert_false(fat_copies_agree(&fat));
}

static void test_what_is_no_fat(void **state)
{
    static const struct {
        size_t at, bytes;
        uint64_t number;
    } wrong[] = {
        { 0, 1, 0 },  { 11, 2, 0 }, { 11, 2, 513 }, { 11, 2, 256 },    { 13, 1, 0 }, { 13, 1, 3 },
        { 14, 2, 0 }, { 16, 1, 0 }, { 16, 1, 3 },   { 21, 1, 0x12 },   { 22, 2, 0 }, { 17, 2, 0 },
        { 19, 2, 3 }, { 19, 2, 4 }, { 22, 2, 99 },  { 14, 2, 0xffff },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        fat_make();
        fixture_put(wrong[i].at, wrong[i].number, wrong[i].bytes);
        assert_false(fat_open(&fat, &fixture_whole));
    }
    fixture_make(0);
    assert_false(fat_open(&fat, &fixture_whole));
}

/* The layout makes a FAT32, whatever the number of clusters. */
static void test_a_fat32_is_laid_out_in_another_way(void **state)
{
    (void)state;
    fat_make();
    fixture_put(17, 0, 2);
    fixture_put(22, 0, 2);
    fixture_put(36, 1, 4);
    fixture_put(44, 2, 4);
    fixture_put(67, 0x12345678, 4);
    assert_true(fat_open(&fat, &fixture_whole));
    assert_int_equal(fat.bits, 32);
    assert_int_equal(fat.root_cluster, 2);
    assert_int_equal(fat.serial, 0x12345678);
}

static void test_what_is_cut_off_is_cut_off(void **state)
{
    struct span part;

    (void)state;
    fat_make();
    part = span_part(&fixture_whole, 0, 5 * SECTOR_BYTES);
    assert_true(fat_open(&fat, &part));
    assert_int_equal(fat.bytes, SECTORS * SECTOR_BYTES);
    assert_int_equal(fat.span.size, 5 * SECTOR_BYTES);
    assert_null(fat_load(&fat, 3, 512));
}

static int free_all(void **state)
{
    listing_free(&listing);
    return fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_listed_and_loaded),
        cmocka_unit_test(test_a_long_name_goes_before_the_short_one),
        cmocka_unit_test(test_damaged_chains_are_told),
        cmocka_unit_test(test_a_folder_in_itself_ends),
        cmocka_unit_test(test_tables_that_differ),
        cmocka_unit_test(test_what_is_no_fat),
        cmocka_unit_test(test_a_fat32_is_laid_out_in_another_way),
        cmocka_unit_test(test_what_is_cut_off_is_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
