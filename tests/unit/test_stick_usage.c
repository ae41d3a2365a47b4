/* SPDX-License-Identifier: MIT */
/*
 * test_stick_usage.c — whatever uses a disk is found, however many layers lie between.
 */
#include "writeusb/usage.h"

#include "fake_sysfs.h"

#define SDB "pci0000:00/0000:00:14.0/usb1/1-3/host6/block/sdb"

/* sdb with two partitions, sdc beside it, dm-0 and md0, which lie on nothing so far. */
static void machine_make(struct device *device)
{
    fake_block("8:16", SDB, "15625000\n");
    fake_block("8:17", SDB "/sdb1", "1000\n");
    fake_file("sys/devices/" SDB "/sdb1/partition", "1\n");
    fake_block("8:18", SDB "/sdb2", "1000\n");
    fake_file("sys/devices/" SDB "/sdb2/partition", "2\n");
    fake_block("8:32", "pci0000:00/0000:00:17.0/host0/block/sdc", "15625000\n");
    fake_block("253:0", "virtual/block/dm-0", "1000\n");
    fake_block("9:0", "virtual/block/md0", "1000\n");
    assert_true(device_read(fake_root, 8, 16, device));
}

static void mounts_set(const char *text)
{
    fake_file("proc/self/mountinfo", text);
}

static void expect_use(const struct device *device, const char *words)
{
    char why[512] = "nothing";
    bool is_used = usage_find(fake_root, device, why, sizeof(why));

    if (!is_used || strstr(why, words) == NULL)
        fail_msg("\"%s\" instead of \"%s\"", why, words);
}

static void expect_no_use(const struct device *device)
{
    char why[512] = "";

    if (usage_find(fake_root, device, why, sizeof(why)))
        fail_msg("\"%s\" instead of nothing", why);
}

static void test_a_disk_that_nobody_uses(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    mounts_set("22 27 0:21 / /proc rw,relatime - proc proc rw\n"
               "27 1 8:32 / / rw,relatime shared:1 - ext4 /dev/sdc rw\n"
               "no mount at all\n");
    fake_file("proc/swaps", "Filename Type Size Used Priority\n/dev/sdc2 partition 1 0 -2\n"
                            "/swapfile file 1 0 -3\n");
    expect_no_use(&device);
}

static void test_a_mount(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    mounts_set("30 27 8:17 / /media/my\\040stick rw - vfat /dev/sdb1 rw\n");
    expect_use(&device, "is mounted at /media/my\\040stick");
    mounts_set("30 27 8:16 / /mnt rw - vfat /dev/sdb rw\n");
    expect_use(&device, "is mounted at /mnt");
}

static void test_the_disk_of_the_system(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    mounts_set("30 27 8:17 / /media/stick rw - vfat /dev/sdb1 rw\n"
               "27 1 8:18 / / rw,relatime shared:1 - ext4 /dev/sdb2 rw\n");
    expect_use(&device, "is the disk that this system runs from: / lies on it");
    mounts_set("27 1 8:17 / /boot/efi rw,relatime shared:1 - vfat /dev/sdb1 rw\n");
    expect_use(&device, "this system runs from: /boot/efi");
}

/* / on LVM on RAID on a partition. */
static void test_layers_below_a_mount(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    fake_link("sys/devices/virtual/block/dm-0/slaves/md0", "sys/devices/virtual/block/md0");
    mounts_set("27 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n");
    expect_no_use(&device);
    fake_link("sys/devices/virtual/block/md0/slaves/sdb2", "sys/devices/" SDB "/sdb2");
    expect_use(&device, "is the disk that this system runs from");
}

/* A ring that no kernel makes is no endless loop. */
static void test_layers_in_a_ring(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    fake_link("sys/devices/virtual/block/dm-0/slaves/md0", "sys/devices/virtual/block/md0");
    fake_link("sys/devices/virtual/block/md0/slaves/dm-0", "sys/devices/virtual/block/dm-0");
    mounts_set("27 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n");
    expect_no_use(&device);
}

static void test_more_layers_than_understood_are_a_use(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    for (int i = 1; i <= 70; i++) {
        char number[32];
        char place[64];
        char slave[128];

        snprintf(number, sizeof(number), "253:%d", i);
        snprintf(place, sizeof(place), "virtual/block/dm-%d", i);
        fake_block(number, place, "8\n");
        snprintf(slave, sizeof(slave), "sys/devices/virtual/block/dm-0/slaves/dm-%d", i);
        snprintf(place, sizeof(place), "sys/devices/virtual/block/dm-%d", i);
        fake_link(slave, place);
    }
    mounts_set("27 1 253:0 / /srv rw - ext4 /dev/mapper/vg-srv rw\n");
    expect_use(&device, "may be in use: too many devices");
}

/* btrfs has a number of its own; the source tells. */
static void test_a_mount_without_the_number_of_its_disk(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    mounts_set("30 27 0:45 /@ /mnt rw - btrfs /dev/sdb2 rw\n");
    expect_use(&device, "is mounted at /mnt");
    fake_file("dev/dm-0", "");
    fake_link("dev/mapper/data", "dev/dm-0");
    fake_link("sys/devices/virtual/block/dm-0/slaves/sdb1", "sys/devices/" SDB "/sdb1");
    mounts_set("30 27 0:45 /@ /data rw - btrfs /dev/mapper/data rw\n");
    expect_use(&device, "is mounted at /data");
}

static void test_swap(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    fake_file("proc/swaps", "Filename Type Size Used Priority\n/dev/sdb2 partition 1 0 -2\n");
    expect_use(&device, "is used for swap: swapoff /dev/sdb2");
}

static void test_holders(void **state)
{
    struct device device;

    (void)state;
    machine_make(&device);
    fake_link("sys/devices/" SDB "/sdb2/holders/dm-0", "sys/devices/virtual/block/dm-0");
    expect_use(&device, "is in use by dm-0 (LVM");
    fake_link("sys/devices/" SDB "/holders/md0", "sys/devices/virtual/block/md0");
    expect_use(&device, "is in use by md0 (LVM");
}

/* What cannot be found out counts as a use. */
static void test_no_proc(void **state)
{
    struct device device;
    char path[256];

    (void)state;
    machine_make(&device);
    snprintf(path, sizeof(path), "%s/proc/swaps", fake_root);
    assert_int_equal(remove(path), 0);
    expect_use(&device, "/proc/swaps cannot be read");
    snprintf(path, sizeof(path), "%s/proc/self/mountinfo", fake_root);
    assert_int_equal(remove(path), 0);
    expect_use(&device, "/proc/self/mountinfo cannot be read");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_disk_that_nobody_uses),
        TEST(test_a_mount),
        TEST(test_the_disk_of_the_system),
        TEST(test_layers_below_a_mount),
        TEST(test_layers_in_a_ring),
        TEST(test_more_layers_than_understood_are_a_use),
        TEST(test_a_mount_without_the_number_of_its_disk),
        TEST(test_swap),
        TEST(test_holders),
        TEST(test_no_proc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
