/* SPDX-License-Identifier: MIT */
/*
 * test_grub_core_pack.c — another memory disk in an unpacked core, and the way back into a packed one.
 */
#include "grub/grub_core_pack.h"

#include "program_fixture.h"

#define KERNEL_BYTES 1000u

static struct program program;
static uint8_t plain[32768];
static size_t plain_size;

/* A kernel, and behind it a prefix, a memory disk if wanted, and a configuration. */
static void plain_make(bool has_memdisk)
{
    program_make(&program, false);
    program_config(&program, "early\n");
    if (has_memdisk)
        program_memdisk(&program, "boot/old", "old");
    program_prefix(&program, "/boot/grub");
    memset(plain, 'k', KERNEL_BYTES);
    plain_size = KERNEL_BYTES + program.size - PROGRAM_RAW;
    memcpy(plain + KERNEL_BYTES, program.bytes + PROGRAM_RAW, program.size - PROGRAM_RAW);
}

/* The first sector and the unpacker of a core. */
static const uint8_t *start_make(void)
{
    static uint8_t start[GRUB_CORE_STREAM];

    memset(start, 0x5a, sizeof(start));
    memcpy(start + 2, "\xbe\x1b", 2);
    memcpy(start + 100, "loading", 7);
    memcpy(start + 120, "Geom", 4);
    start[512] = 0xea;
    return start;
}

static void test_a_memory_disk_is_replaced(void **state)
{
    static const uint8_t disk[1000] = "new disk";
    struct grub_part memdisk = { disk, sizeof(disk) };
    struct grub_part mods;
    struct grub grub;
    uint8_t *copy, *bytes;
    size_t size;

    (void)state;
    plain_make(true);
    copy = exact_copy(plain, plain_size);
    bytes = grub_core_memdisk(copy, plain_size, &memdisk, &size);
    assert_non_null(bytes);
    assert_int_equal(size, plain_size - 2048 + 1024); /* whole sectors */
    assert_memory_equal(bytes, plain, KERNEL_BYTES);
    mods = grub_core_mods(bytes, size);
    assert_true(grub_parse(&grub, mods.bytes, mods.size));
    assert_int_equal(grub.memdisk.size, 1024);
    assert_memory_equal(grub.memdisk.bytes, disk, sizeof(disk));
    for (size_t i = sizeof(disk); i < 1024; i++)
        assert_int_equal(grub.memdisk.bytes[i], 0);
    assert_memory_equal(grub.config.bytes, "early\n", 6);
    assert_memory_equal(grub.prefix.bytes, "/boot/grub", 10);
    free(bytes);
    free(copy);
}

static void test_nothing_to_replace(void **state)
{
    struct grub_part memdisk = { (const uint8_t *)"x", 1 };
    size_t size;

    (void)state;
    plain_make(false);
    assert_null(grub_core_memdisk(plain, plain_size, &memdisk, &size));
    plain_make(true);
    assert_null(grub_core_memdisk(plain, plain_size + 8, &memdisk, &size)); /* more behind it */
    assert_null(grub_core_memdisk(plain, KERNEL_BYTES, &memdisk, &size));
    memdisk.size = SIZE_MAX / 2;
    assert_null(grub_core_memdisk(plain, plain_size, &memdisk, &size));
}

static void test_a_damaged_size_is_refused(void **state)
{
    struct grub_part memdisk = { (const uint8_t *)"x", 1 };
    uint64_t random = 1;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        size_t at, size;
        uint8_t *copy, *bytes;

        plain_make(true);
        at = KERNEL_BYTES + exact_random(&random) % (plain_size - KERNEL_BYTES);
        plain[at] = (uint8_t)exact_random(&random);
        copy = exact_copy(plain, plain_size);
        bytes = grub_core_memdisk(copy, plain_size, &memdisk, &size);
        if (bytes != NULL)
            assert_true(size < plain_size + 1024);
        free(bytes);
        free(copy);
    }
}

static void test_what_is_packed_unpacks_again(void **state)
{
    (void)state;
    plain_make(true);
    for (unsigned effort = 0; effort < 10; effort += 3) {
        size_t packed_size, size;
        uint8_t *packed = grub_core_pack(start_make(), plain, plain_size, effort, &packed_size);
        uint8_t *bytes;
        unsigned sectors;

        assert_non_null(packed);
        sectors = (unsigned)(packed[508] | packed[509] << 8);
        assert_int_equal(sectors, (packed_size - 512 + 511) / 512);
        bytes = grub_core_unpack(packed, packed_size, &size);
        assert_non_null(bytes);
        assert_int_equal(size, plain_size);
        assert_memory_equal(bytes, plain, plain_size);
        free(bytes);
        free(packed);
    }
}

static void test_noise_is_packed_as_well(void **state)
{
    static uint8_t noise[300000];
    uint64_t random = 7;
    size_t packed_size, size;
    uint8_t *packed, *bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (uint8_t)exact_random(&random);
    packed = grub_core_pack(start_make(), noise, sizeof(noise), 0, &packed_size);
    assert_non_null(packed);
    bytes = grub_core_unpack(packed, packed_size, &size);
    assert_non_null(bytes);
    assert_int_equal(size, sizeof(noise));
    assert_memory_equal(bytes, noise, size);
    free(bytes);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_memory_disk_is_replaced),
        cmocka_unit_test(test_nothing_to_replace),
        cmocka_unit_test(test_a_damaged_size_is_refused),
        cmocka_unit_test(test_what_is_packed_unpacks_again),
        cmocka_unit_test(test_noise_is_packed_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
