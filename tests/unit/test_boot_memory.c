/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_boot_memory.c — what must stay is taken out of what is free: each thing in turn, and
 * tables that lie.
 */
#include "mm/boot_memory.h"

#include "exact.h"

#define KIB  UINT64_C(0x400)
#define MIB  UINT64_C(0x100000)
#define BASE (16 * MIB) /* of the memory that can be reached */
#define SIZE (64 * KIB)

static struct memory_map map;
static struct boot_info boot;
static uint8_t memory[SIZE];

static const void *reach(paddr_t address, size_t size)
{
    if (address < BASE || size > SIZE || address - BASE > SIZE - size)
        return NULL;
    return memory + (address - BASE);
}

static int setup(void **state)
{
    (void)state;
    memset(&boot, 0, sizeof(boot));
    memset(memory, 0, sizeof(memory));
    boot.framebuffer.type = BOOT_FB_NONE;
    map = (struct memory_map){ .regions = { { MIB, 64 * MIB, MEMORY_USABLE } }, .count = 1 };
    return 0;
}

static bool is_kept(paddr_t start, paddr_t end)
{
    for (paddr_t at = start; at < end; at += 512)
        if (memory_map_worst(&map, at, at + 1) == MEMORY_USABLE)
            return false;
    return true;
}

static uint64_t kept_bytes(void)
{
    return 63 * MIB - memory_map_usable_bytes(&map);
}

static void put(paddr_t at, uint64_t value, unsigned bytes)
{
    memcpy(memory + (at - BASE), &value, bytes);
}

static void table_put(paddr_t at, const char *signature, uint32_t length)
{
    memcpy(memory + (at - BASE), signature, 4);
    put(at + 4, length, 4);
    memset(memory + (at - BASE) + 8, 0, 28);
}

static void rsdp_make(paddr_t rsdt, paddr_t xsdt)
{
    uint8_t sum = 0;

    memcpy(boot.rsdp, "RSD PTR ", 8);
    boot.rsdp[15] = 2;
    memcpy(boot.rsdp + 16, &rsdt, 4);
    boot.rsdp[20] = 36;
    memcpy(boot.rsdp + 24, &xsdt, 8);
    for (unsigned i = 0; i < 20; i++)
        sum = (uint8_t)(sum + boot.rsdp[i]);
    boot.rsdp[8] = (uint8_t)-sum;
    sum = 0;
    for (unsigned i = 0; i < 36; i++)
        sum = (uint8_t)(sum + boot.rsdp[i]);
    boot.rsdp[32] = (uint8_t)-sum;
    boot.rsdp_size = 36;
}

static void test_loaders_things(void **state)
{
    (void)state;
    boot.info_start = 3 * MIB + 100;
    boot.info_end = 3 * MIB + 200;
    boot.module_count = 3;
    boot.modules[0] = (struct boot_module){ .start = 5 * MIB, .end = 6 * MIB + 1 };
    boot.modules[1] = (struct boot_module){ .start = 0, .end = 0 };
    boot.modules[2] = (struct boot_module){ .start = 8 * MIB, .end = 8 * MIB };
    boot.framebuffer = (struct boot_framebuffer){
        .type = BOOT_FB_RGB, .address = 32 * MIB, .pitch = 4096, .height = 768
    };
    boot_memory_reserve(&map, &boot, MIB, 2 * MIB, reach);
    assert_true(is_kept(MIB, 2 * MIB));
    assert_true(is_kept(3 * MIB, 3 * MIB + 4096));
    assert_true(is_kept(5 * MIB, 6 * MIB + 4096));
    assert_true(is_kept(32 * MIB, 35 * MIB));
    assert_int_equal(kept_bytes(), MIB + 4096 + MIB + 4096 + 3 * MIB);
}

/* Root, FADT, the DSDT behind it, and a table at the end of a page. */
static void test_acpi_in_usable_memory(void **state)
{
    (void)state;
    rsdp_make(0, BASE);
    table_put(BASE, "XSDT", 36 + 3 * 8);
    put(BASE + 36, BASE + 0x2000, 8);
    put(BASE + 44, BASE + 0x4ff0, 8);
    put(BASE + 52, 0, 8);
    table_put(BASE + 0x2000, "FACP", 244);
    put(BASE + 0x2000 + 140, BASE + 0x7000, 8);
    table_put(BASE + 0x4ff0, "HPET", 56);
    table_put(BASE + 0x7000, "DSDT", 0x1001);
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_true(is_kept(BASE, BASE + 0x1000));
    assert_true(is_kept(BASE + 0x2000, BASE + 0x3000));
    assert_true(is_kept(BASE + 0x4000, BASE + 0x6000));
    assert_true(is_kept(BASE + 0x7000, BASE + 0x9000));
    assert_int_equal(kept_bytes(), 0x6000);
}

static void test_acpi_that_lies(void **state)
{
    (void)state;
    rsdp_make((uint32_t)BASE, UINT64_MAX);
    table_put(BASE, "RSDT", 36 + 4 * 4);
    put(BASE + 36, 0xffffffff, 4);
    put(BASE + 40, BASE + SIZE - 4, 4); /* its header is cut */
    put(BASE + 44, BASE + 0x2000, 4);   /* absurdly long */
    put(BASE + 48, BASE + 0x3000, 4);   /* a FADT that ends where nothing can be read */
    table_put(BASE + 0x2000, "SSDT", UINT32_MAX);
    table_put(BASE + 0x3000, "FACP", 0x80000);
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_int_equal(kept_bytes(), 0x1000 + 0x80000);

    setup(NULL);
    rsdp_make(0, BASE + SIZE);
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_int_equal(kept_bytes(), 0);
    boot.rsdp[8] ^= 1;
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_int_equal(kept_bytes(), 0);
}

static void test_efi(void **state)
{
    (void)state;
    memcpy(memory, "IBI SYST", 8);
    put(BASE + 8, 0x2000a, 4);
    put(BASE + 12, 120, 4);
    put(BASE + 104, 5, 8);
    put(BASE + 112, BASE + 0x3000, 8);
    boot.efi_system_table = BASE;
    boot.efi_bits = 64;
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_true(is_kept(BASE, BASE + 0x1000));
    assert_true(is_kept(BASE + 0x3000, BASE + 0x4000));
    assert_int_equal(kept_bytes(), 0x2000);

    setup(NULL);
    boot.efi_system_table = BASE; /* no system table there */
    boot.efi_bits = 32;
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_int_equal(kept_bytes(), 0);
}

/* Sizes that wrap round take nothing, and nothing is read. */
static void test_wrapping(void **state)
{
    (void)state;
    boot.module_count = 1;
    boot.modules[0] = (struct boot_module){ .start = 2 * MIB, .end = UINT64_MAX };
    boot.framebuffer = (struct boot_framebuffer){
        .type = BOOT_FB_RGB, .address = UINT64_MAX - 4096, .pitch = UINT32_MAX, .height = UINT32_MAX
    };
    boot_memory_reserve(&map, &boot, MIB, MIB, reach);
    assert_int_equal(kept_bytes(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_loaders_things, setup),
        cmocka_unit_test_setup(test_acpi_in_usable_memory, setup),
        cmocka_unit_test_setup(test_acpi_that_lies, setup),
        cmocka_unit_test_setup(test_efi, setup),
        cmocka_unit_test_setup(test_wrapping, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
