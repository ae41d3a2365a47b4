/* SPDX-License-Identifier: MIT */
/*
 * test_stick_device.c — what is read of a block device, and which of them a stick may be.
 */
#include "writeusb/device.h"

#include "fake_sysfs.h"

#define STICK     "pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
#define STICK_USB "sys/devices/pci0000:00/0000:00:14.0/usb1/1-3"
#define SATA      "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
#define GB        1000000000ull

static void stick_make(void)
{
    fake_block("8:16", STICK, "15625000\n");
    fake_file("sys/devices/" STICK "/removable", "1\n");
    fake_file("sys/devices/" STICK "/ro", "0\n");
    fake_file("sys/devices/" STICK "/diskseq", "17\n");
    fake_file("sys/devices/" STICK "/device/vendor", "SanDisk \n");
    fake_file("sys/devices/" STICK "/device/model", "Ultra Fit       \n");
    fake_file("sys/devices/" STICK "/device/type", "0\n");
    fake_file(STICK_USB "/idVendor", "0781\n");
    fake_file("sys/devices/pci0000:00/0000:00:14.0/usb1/serial", "0000:00:14.0\n");
}

static void test_a_stick_is_described(void **state)
{
    struct device device;
    char text[256];

    (void)state;
    stick_make();
    fake_file(STICK_USB "/serial", "4C530001\n");
    assert_true(device_read(fake_root, 8, 16, &device));
    assert_string_equal(device.name, "sdb");
    assert_int_equal(device.size_bytes, 8 * GB);
    assert_int_equal(device.sequence, 17);
    assert_int_equal(device.sector_bytes, 512);
    assert_true(device.is_removable);
    assert_true(device.is_usb);
    assert_false(device.is_partition || device.is_stacked || device.is_optical ||
                 device.is_read_only);
    device_describe(&device, text, sizeof(text));
    assert_string_equal(text, "SanDisk Ultra Fit, serial number 4C530001, 8000 MB, USB, removable");
    assert_true(device_permits(&device, 8 * GB, false, text, sizeof(text)));
}

/* The controller above it has one, which is not the stick's. */
static void test_a_stick_without_serial_number_has_none(void **state)
{
    struct device device;

    (void)state;
    stick_make();
    assert_true(device_read(fake_root, 8, 16, &device));
    assert_string_equal(device.serial, "");
}

static void test_a_name_cannot_steer_the_terminal(void **state)
{
    struct device device;

    (void)state;
    stick_make();
    fake_file("sys/devices/" STICK "/device/model", "\033[2Jgood\xff\n");
    assert_true(device_read(fake_root, 8, 16, &device));
    assert_string_equal(device.model, "SanDisk ?[2Jgood?");
}

static void test_the_serial_number_of_a_sata_disk(void **state)
{
    static const unsigned char page[] = { 0, 0x80, 0, 8, ' ', ' ', 'W', 'D', '-', '1', '2', '3' };
    struct device device;

    (void)state;
    fake_block("8:0", SATA, "1000\n");
    fake_bytes("sys/devices/" SATA "/device/vpd_pg80", page, sizeof(page));
    fake_link("sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/vpd_pg80",
              "sys/devices/" SATA "/device/vpd_pg80");
    assert_true(device_read(fake_root, 8, 0, &device));
    assert_string_equal(device.serial, "WD-123");
}

static void test_what_is_no_device_is_not_read(void **state)
{
    struct device device;

    (void)state;
    stick_make();
    assert_false(device_read(fake_root, 8, 32, &device));
    fake_file("sys/devices/" STICK "/size", "many\n");
    assert_false(device_read(fake_root, 8, 16, &device));
    fake_file("sys/devices/" STICK "/size", "18446744073709551615\n");
    assert_false(device_read(fake_root, 8, 16, &device));
}

/* Writes `text` to a file of the stick, and expects a refusal with these words, by force too. */
static void expect_refusal(const char *file, const char *text, const char *words)
{
    struct device device;
    char why[512];
    char name[512];

    stick_make();
    snprintf(name, sizeof(name), "sys/devices/" STICK "/%s", file);
    fake_file(name, text);
    assert_true(device_read(fake_root, 8, 16, &device));
    assert_false(device_permits(&device, 35651584, true, why, sizeof(why)));
    assert_non_null(strstr(why, words));
    assert_int_equal(fake_teardown(NULL), 0);
    assert_int_equal(fake_setup(NULL), 0);
}

static void test_what_is_refused_even_by_force(void **state)
{
    (void)state;
    expect_refusal("partition", "1\n", "is a partition");
    expect_refusal("dm/name", "vg-root\n", "is no disk");
    expect_refusal("md/level", "raid1\n", "is no disk");
    expect_refusal("device/type", "5\n", "CD or DVD");
    expect_refusal("ro", "1\n", "write-protected");
    expect_refusal("size", "0\n", "no medium");
    expect_refusal("size", "69631\n", "too small: it holds 35651072 bytes, the image has 35651584");
    expect_refusal("queue/logical_block_size", "4096\n", "sectors of 4096 bytes");
}

static void test_a_fixed_disk_only_by_force(void **state)
{
    struct device device;
    char why[512];

    (void)state;
    fake_block("8:0", SATA, "15625000\n");
    fake_file("sys/devices/" SATA "/removable", "0\n");
    assert_true(device_read(fake_root, 8, 0, &device));
    assert_false(device.is_usb);
    assert_false(device_permits(&device, 512, false, why, sizeof(why)));
    assert_non_null(strstr(why, "neither removable nor on USB"));
    assert_true(device_permits(&device, 512, true, why, sizeof(why)));
    /* A large stick may call itself fixed; being on USB is enough. */
    stick_make();
    fake_file("sys/devices/" STICK "/removable", "0\n");
    assert_true(device_read(fake_root, 8, 16, &device));
    assert_true(device_permits(&device, 512, false, why, sizeof(why)));
}

/* Reads the stick, writes `text` to the file, and reads it again. */
static void expect_other(const char *file, const char *text)
{
    struct device before;
    struct device after;

    stick_make();
    fake_file(STICK_USB "/serial", "4C530001\n");
    assert_true(device_read(fake_root, 8, 16, &before));
    assert_true(device_read(fake_root, 8, 16, &after));
    assert_true(device_is_same(&before, &after));
    fake_file(file, text);
    assert_true(device_read(fake_root, 8, 16, &after));
    assert_false(device_is_same(&before, &after));
    assert_int_equal(fake_teardown(NULL), 0);
    assert_int_equal(fake_setup(NULL), 0);
}

static void test_another_stick_is_seen(void **state)
{
    (void)state;
    expect_other("sys/devices/" STICK "/size", "15625001\n");
    expect_other("sys/devices/" STICK "/diskseq", "18\n");
    expect_other("sys/devices/" STICK "/device/model", "Ultra\n");
    expect_other(STICK_USB "/serial", "4C530002\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_stick_is_described),
        TEST(test_a_stick_without_serial_number_has_none),
        TEST(test_a_name_cannot_steer_the_terminal),
        TEST(test_the_serial_number_of_a_sata_disk),
        TEST(test_what_is_no_device_is_not_read),
        TEST(test_what_is_refused_even_by_force),
        TEST(test_a_fixed_disk_only_by_force),
        TEST(test_another_stick_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
