/* SPDX-License-Identifier: MIT */
/* tests/unit/test_low_memory.c — the page for other CPUs avoids everything that may be in its way. */
#include "exact.h"

#include "mm/low_memory.c"

static struct boot_info boot;
static uint8_t bios_data[0x500];
static bool is_unreachable;

void *fake_direct_map(paddr_t address, size_t size)
{
    assert_true(address + size <= sizeof(bios_data));
    return is_unreachable ? NULL : bios_data + address;
}

static int bios(void **state)
{
    (void)state;
    memset(&boot, 0, sizeof(boot));
    boot.memory[0] = (struct boot_memory){ 0, 0x9fc00, 1 };
    boot.memory[1] = (struct boot_memory){ 0x9fc00, 0x400, 2 };
    boot.memory[2] = (struct boot_memory){ 0x100000, 0x7ee0000, 1 };
    boot.memory_count = 3;
    return 0;
}

static void test_plain(void **state)
{
    (void)state;
    assert_int_equal(low_memory_choose(&boot, 0x9fc0, 639), 0x9e000);
}

/* A network stack of the firmware takes more than the list tells; the two words tell it. */
static void test_limits(void **state)
{
    (void)state;
    assert_int_equal(low_memory_choose(&boot, 0x9c00, 639), 0x9b000);
    assert_int_equal(low_memory_choose(&boot, 0x9c40, 639), 0x9b000);
    assert_int_equal(low_memory_choose(&boot, 0x9fc0, 500), 0x7c000);
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9e000);           /* nonsense */
    assert_int_equal(low_memory_choose(&boot, 0x3fff, 255), 0x9e000);    /* too low */
    assert_int_equal(low_memory_choose(&boot, 0xffff, 0xffff), 0x9e000); /* too high */
    assert_int_equal(low_memory_choose(&boot, 0x4000, 256), 0x3f000);
}

static void test_loaders_things(void **state)
{
    (void)state;
    boot.info_start = 0x9e800;
    boot.info_end = 0x9e801;
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9d000);
    boot.module_count = 2;
    boot.modules[0] = (struct boot_module){ .start = 0x9dfff, .end = 0x9e000 };
    boot.modules[1] = (struct boot_module){ .start = 0, .end = 0 };
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9c000);
    boot.modules[1] = (struct boot_module){ .start = 0x2000, .end = 0x9d000 };
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x1000);
    boot.modules[1].start = 0x1fff; /* and never page 0 */
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0);
}

static void test_list(void **state)
{
    (void)state;
    boot.memory[0].length = 0x9c400;
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9b000);
    boot.memory[1] = (struct boot_memory){ 0x9b800, 1, 20 }; /* a kind nobody knows */
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9a000);
    boot.memory[1] = (struct boot_memory){ UINT64_MAX - 5, 0x9c000, 2 }; /* wraps round */
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x9b000);
    boot.memory[0].length = 0x1fff;
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0);
    boot.memory[0].length = 0x2000;
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0x1000);
    boot.memory_count = 0;
    assert_int_equal(low_memory_choose(&boot, 0, 0), 0);
}

/* The two words are asked for on a BIOS machine only. */
static void test_words(void **state)
{
    (void)state;
    memcpy(bios_data + 0x40e, (const uint16_t[]){ 0x9000 }, 2);
    memcpy(bios_data + 0x413, (const uint16_t[]){ 0x280 }, 2);
    assert_int_equal(low_memory_find(&boot), 0x8f000);
    memcpy(bios_data + 0x413, (const uint16_t[]){ 0x200 }, 2);
    assert_int_equal(low_memory_find(&boot), 0x7f000);
    is_unreachable = true;
    assert_int_equal(low_memory_find(&boot), 0x9e000);
    is_unreachable = false;
    boot.efi_system_table = 0x1000000;
    assert_int_equal(low_memory_find(&boot), 0x9e000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_plain, bios),
        cmocka_unit_test_setup(test_limits, bios),
        cmocka_unit_test_setup(test_loaders_things, bios),
        cmocka_unit_test_setup(test_list, bios),
        cmocka_unit_test_setup(test_words, bios),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
