/* SPDX-License-Identifier: MIT */
/*
 * test_image.c — what a medium is taken for, and which file systems are found on it; media that are
 * cut off anywhere, or have a bit turned over.
 */
#include "doctor/examine.h"
#include "doctor/image.h"

#include "medium_fixture.h"
#include "program_fixture.h"

static struct image *image;

static bool opened(void)
{
    if (image != NULL)
        image_free(image);
    image = image_open(&fixture_medium);
    return image != NULL;
}

static void test_nothing_is_no_medium(void **state)
{
    (void)state;
    fixture_make(0);
    assert_false(opened());
    fixture_make(100);
    assert_false(opened());
    memset(fixture_bytes, 'x', 100 * SECTOR_BYTES);
    assert_false(opened());
}

static void test_a_table_is_known_with_and_without_its_signature(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_entry(0, 0x80, 0x83, 10, 20);
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_DISK);
    assert_int_equal(image->volume_count, 0);
    fixture_put(510, 0, 2);
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_DISK);
}

static void test_a_file_system_alone_has_no_table(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_fat(0, 100);
    memset(fixture_bytes + 100, 'm', 300); /* its boot code and messages */
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_FAT);
    assert_false(image->has_table);
    assert_int_equal(image->volume_count, 1);
    assert_true(image->volumes[0].is_in_table);
    fixture_entry(0, 0x80, 0x01, 0, 100); /* as mformat does */
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_FAT);
    fixture_entry(0, 0x80, 0x01, 50, 50);
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_DISK);
    assert_true(image->has_floppy_start);
}

static void test_a_program_is_known(void **state)
{
    static struct program program;

    (void)state;
    program_make(&program, true);
    fixture_make(1);
    memcpy(fixture_bytes, program.bytes, SECTOR_BYTES);
    fixture_put(510, 0xaa55, 2); /* a Linux kernel ends its first sector like this */
    assert_true(opened());
    assert_int_equal(image->kind, IMAGE_PROGRAM);
}

static void test_partitions_lead_to_file_systems(void **state)
{
    (void)state;
    fixture_make(100);
    fixture_entry(0, 0x80, 0xef, 10, 40);
    fixture_fat(10, 40);
    fixture_entry(1, 0, 0x0c, 10, 40);
    fixture_entry(2, 0, 0xef, 60, 10);
    fixture_entry(3, 0, 0xef, 200, 10);
    assert_true(opened());
    assert_int_equal(image->volume_count, 1);
    assert_int_equal(image->volumes[0].at, 10 * SECTOR_BYTES);
    assert_true(image->volumes[0].is_esp);
    assert_int_equal(image->volumes[0].room, 40 * SECTOR_BYTES);
    assert_int_equal(image->not_fat_count, 1); /* what lies beyond the end is mbr_check()'s */
    assert_int_equal(image->not_fat[0], 60 * SECTOR_BYTES);
}

/* A disk with a FAT12, a folder and a loader on it. */
static void disk_make(void)
{
    fixture_make(64);
    fixture_bytes[0] = 0xfa;
    fixture_entry(0, 0x80, 0xef, 4, 60);
    fixture_fat(4, 60);
    fixture_fat_file(7, 0, "EFI        ", 0x10, 2, 0);
    fixture_fat_file(8, 0, "BOOT       ", 0x10, 3, 0);
    fixture_fat_file(9, 0, "BOOTX64 EFI", 0x20, 4, 512);
    for (unsigned cluster = 2; cluster < 5; cluster++)
        fixture_fat_next(4, cluster, 0xfff);
}

/* Whatever is cut off or turned over: no byte outside is read, and findings lie inside. */
static void examined(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = exact_copy(bytes, size);
    struct findings findings = { 0 };
    const char *kind = examine_bytes(copy, size, &findings);

    assert_true(kind != NULL || findings.count == 0);
    for (size_t i = 0; i < findings.count; i++)
        assert_true(findings.list[i].offset == PLACE_NONE || findings.list[i].file != NULL ||
                    findings.list[i].offset < size);
    findings_free(&findings);
    free(copy);
}

static void test_every_cut_is_survived(void **state)
{
    (void)state;
    disk_make();
    for (size_t size = 0; size < 12 * SECTOR_BYTES; size += size < 600 ? 1 : 37)
        examined(fixture_bytes, size);
}

static void test_every_bit_may_be_wrong(void **state)
{
    (void)state;
    disk_make();
    for (size_t at = 0; at < 10 * SECTOR_BYTES; at++) {
        if (fixture_bytes[at] == 0 && at % 7 != 0)
            continue;
        for (unsigned bit = 0; bit < 8; bit++) {
            fixture_bytes[at] ^= (uint8_t)(1u << bit);
            examined(fixture_bytes, 64 * SECTOR_BYTES);
            fixture_bytes[at] ^= (uint8_t)(1u << bit);
        }
    }
}

static int free_all(void **state)
{
    if (image != NULL)
        image_free(image);
    return fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_no_medium),
        cmocka_unit_test(test_a_table_is_known_with_and_without_its_signature),
        cmocka_unit_test(test_a_file_system_alone_has_no_table),
        cmocka_unit_test(test_a_program_is_known),
        cmocka_unit_test(test_partitions_lead_to_file_systems),
        cmocka_unit_test(test_every_cut_is_survived),
        cmocka_unit_test(test_every_bit_may_be_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
