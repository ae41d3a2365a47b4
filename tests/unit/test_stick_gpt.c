/* SPDX-License-Identifier: MIT */
/*
 * test_stick_gpt.c — a backup partition table is told from what only looks like one, and only that
 * is removed.
 */
#include "writeusb/gpt.h"

#include "lib/crc32.h"
#include "scratch.h"

#define LAST_LBA 2047u

static void header_fill(unsigned char sector[DISK_SECTOR_BYTES], uint32_t size)
{
    uint32_t crc;
    uint64_t lba = LAST_LBA;

    memset(sector, 0, DISK_SECTOR_BYTES);
    memcpy(sector, "EFI PART\0\0\1\0", 12);
    memcpy(sector + 12, &size, 4);
    memcpy(sector + 24, &lba, 8);
    crc = crc32_update(0, sector, size <= DISK_SECTOR_BYTES ? size : 0);
    memcpy(sector + 16, &crc, 4);
}

static void test_a_backup(void **state)
{
    unsigned char sector[DISK_SECTOR_BYTES];

    (void)state;
    header_fill(sector, 92);
    assert_true(gpt_is_backup(sector, LAST_LBA));
    header_fill(sector, 512);
    assert_true(gpt_is_backup(sector, LAST_LBA));
}

static void test_what_is_none(void **state)
{
    unsigned char sector[DISK_SECTOR_BYTES];

    (void)state;
    memset(sector, 0, sizeof(sector));
    assert_false(gpt_is_backup(sector, LAST_LBA));
    header_fill(sector, 91);
    assert_false(gpt_is_backup(sector, LAST_LBA));
    header_fill(sector, 513);
    assert_false(gpt_is_backup(sector, LAST_LBA));
    header_fill(sector, 92);
    assert_false(gpt_is_backup(sector, LAST_LBA - 1));
    /* Any bit of the header that the checksum covers. */
    for (size_t bit = 0; bit < 92 * 8; bit++) {
        header_fill(sector, 92);
        sector[bit / 8] ^= (unsigned char)(1u << (bit % 8));
        assert_false(gpt_is_backup(sector, LAST_LBA));
    }
}

/* A disk of 1 MiB whose last sector is this; the image takes so much of it. */
static bool is_removed(const unsigned char sector[DISK_SECTOR_BYTES], uint64_t image_bytes)
{
    static unsigned char bytes[(LAST_LBA + 1) * DISK_SECTOR_BYTES];
    static unsigned char after[sizeof(bytes) + 1];
    struct disk disk = { .size_bytes = sizeof(bytes) };
    struct fault fault;
    bool removed;

    memset(bytes, 0x5a, sizeof(bytes));
    memcpy(bytes + LAST_LBA * DISK_SECTOR_BYTES, sector, DISK_SECTOR_BYTES);
    scratch_write("disk", bytes, sizeof(bytes));
    disk.fd = open(scratch_path("disk"), O_RDWR | O_CLOEXEC);
    assert_true(disk.fd >= 0);
    assert_true(gpt_remove_backup(&disk, image_bytes, &removed, &fault));
    close(disk.fd);
    if (removed)
        memset(bytes + LAST_LBA * DISK_SECTOR_BYTES, 0, DISK_SECTOR_BYTES);
    assert_int_equal(scratch_read("disk", (char *)after, sizeof(after)), sizeof(bytes));
    assert_memory_equal(after, bytes, sizeof(bytes));
    return removed;
}

static void test_only_a_backup_behind_the_image_is_removed(void **state)
{
    unsigned char sector[DISK_SECTOR_BYTES];

    (void)state;
    header_fill(sector, 92);
    assert_true(is_removed(sector, LAST_LBA * DISK_SECTOR_BYTES));
    assert_false(is_removed(sector, (LAST_LBA + 1) * DISK_SECTOR_BYTES));
    sector[56] ^= 1;
    assert_false(is_removed(sector, DISK_SECTOR_BYTES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_backup),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test_setup_teardown(test_only_a_backup_behind_the_image_is_removed,
                                        scratch_setup, scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
