/* SPDX-License-Identifier: MIT */
/*
 * test_boot_code.c — GRUB's sector 0 and the block list of its core.
 */
#include "doctor/boot_code.h"

#include "medium_fixture.h"

static struct core core;

/* What is looked at of boot.img, and of the first sector of a core at an LBA. */
static void grub_make(size_t lba)
{
    fixture_make(32);
    fixture_text(0x180, "GRUB ");
    fixture_text(0x18b, "Hard Disk");
    fixture_put(0x64, 0xfaff, 2);
    fixture_put(0x66, 0x05eb, 2);
    fixture_put(lba * SECTOR_BYTES, 0x1bbe5652, 4);
    fixture_text(lba * SECTOR_BYTES + 0x100, "loading");
    fixture_text(lba * SECTOR_BYTES + 0x110, "Geom");
    fixture_put(lba * SECTOR_BYTES + 0x1f4, lba + 1, 8);
    fixture_put(lba * SECTOR_BYTES + 0x1fc, 7, 2);
}

static void test_both_kinds_are_told_apart(void **state)
{
    struct boot_code code;

    (void)state;
    grub_make(1);
    fixture_put(0x5c, 1, 8);
    code = boot_code_parse(fixture_bytes);
    assert_int_equal(code.kind, BOOT_CODE_DISK);
    assert_int_equal(code.core_lba, 1);
    assert_false(code.is_drive_checked);
    fixture_put(0x66, 0x9090, 2);
    assert_true(boot_code_parse(fixture_bytes).is_drive_checked);
    fixture_put(0x5c, 0, 8);
    fixture_put(0x1b0, 5, 8);
    code = boot_code_parse(fixture_bytes);
    assert_int_equal(code.kind, BOOT_CODE_HYBRID);
    assert_int_equal(code.core_lba, 5);
    fixture_bytes[0x180] = 'X';
    assert_int_equal(boot_code_parse(fixture_bytes).kind, BOOT_CODE_OTHER);
}

static void test_a_core_is_followed(void **state)
{
    (void)state;
    grub_make(3);
    assert_true(core_find(&fixture_whole, 3, &core));
    assert_int_equal(core.first, 3);
    assert_int_equal(core.second, 4);
    assert_int_equal(core.end, 11);
    fixture_put(3 * SECTOR_BYTES + 0x1f4 - 12, 20, 8);
    fixture_put(3 * SECTOR_BYTES + 0x1fc - 12, 2, 2);
    assert_true(core_find(&fixture_whole, 3, &core));
    assert_int_equal(core.end, 22);
}

static void test_what_is_no_core(void **state)
{
    (void)state;
    grub_make(3);
    assert_false(core_find(&fixture_whole, 4, &core));
    assert_false(core_find(&fixture_whole, 32, &core));
    assert_false(core_find(&fixture_whole, UINT64_MAX, &core));
    fixture_put(3 * SECTOR_BYTES + 0x1fc, 0, 2);
    assert_false(core_find(&fixture_whole, 3, &core));
    fixture_put(3 * SECTOR_BYTES + 0x1fc, 29, 2);
    assert_false(core_find(&fixture_whole, 3, &core));
    fixture_put(3 * SECTOR_BYTES + 0x1f4, UINT64_MAX, 8);
    assert_false(core_find(&fixture_whole, 3, &core));
    grub_make(3);
    for (size_t at = 4 * SECTOR_BYTES - 12; at > 3 * SECTOR_BYTES + 0x120; at -= 12)
        fixture_put(at + 8, 1, 2);
    assert_false(core_find(&fixture_whole, 3, &core)); /* a list without an end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_kinds_are_told_apart),
        cmocka_unit_test(test_a_core_is_followed),
        cmocka_unit_test(test_what_is_no_core),
    };

    return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
