/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_memory_start.c — from the loader's list to free memory and to what is mapped: what is told,
 * what stays out, and what a list that lies leads to.
 */
#include "exact.h"

#include "cpu/boot_state.h"
#include "cpu/features.h"
#include "fake/mm/direct_map.h"
#include "mm/frame.h"
#include "mm/paging.h"

#define kernel_load_start ((const char *)0x100000)
#define kernel_load_end   ((const char *)0x400000)

static void direct_map_know(const struct memory_map *map);
#include "mm/memory_start.c"

#define MIB UINT64_C(0x100000)
#define GIB UINT64_C(0x40000000)

static struct memory_map map, handed_out, mapped;
static const struct memory_map *known;
static struct frame_pool pool;
static struct cpu_features features;
static struct boot_info boot;
static char said[4096];
static int init_result;

void *fake_direct_map(paddr_t address, size_t size)
{
    (void)address;
    (void)size;
    return NULL;
}

static void direct_map_know(const struct memory_map *what)
{
    known = what;
}

const struct cpu_features *cpu_features(void)
{
    return &features;
}

int frame_init(const struct memory_map *what, paddr_t reach_end)
{
    assert_int_equal(reach_end, DIRECT_MAP_BYTES);
    handed_out = *what;
    return init_result;
}

struct frame_pool *frame_pool(void)
{
    return &pool;
}

int paging_init(struct memory_map *ram)
{
    mapped = *ram;
    return 0;
}

static void line_keep(void *context, const char *line, size_t size)
{
    (void)context;
    if (strlen(said) + size < sizeof(said))
        strncat(said, line, size);
}

static void memory_list(uint64_t base, uint64_t length, uint32_t type)
{
    boot.memory[boot.memory_count++] = (struct boot_memory){ base, length, type };
}

static int setup(void **state)
{
    (void)state;
    memset(&boot, 0, sizeof(boot));
    memset(&map, 0, sizeof(map));
    features.physical_bits = 36;
    init_result = 0;
    said[0] = '\0';
    log_init();
    log_add_sink(line_keep, NULL, false);
    boot.framebuffer.type = BOOT_FB_NONE;
    memory_list(0, 0xa0000, 1);
    memory_list(MIB, 127 * MIB, 1);
    memory_list(128 * MIB, MIB, 3); /* ACPI's, to be had back */
    memory_list(129 * MIB, MIB, 4); /* and to be kept */
    return 0;
}

static bool is_usable(const struct memory_map *what, paddr_t start, paddr_t end)
{
    return memory_map_worst(what, start, end) == MEMORY_USABLE;
}

static void test_a_plain_machine(void **state)
{
    (void)state;
    assert_int_equal(memory_start(&boot, &map), 0);
    assert_ptr_equal(known, &map);
    assert_false(is_usable(&handed_out, 0x1000, 0x2000));  /* never below 1 MiB */
    assert_false(is_usable(&handed_out, MIB, MIB + 4096)); /* the kernel */
    assert_true(is_usable(&handed_out, 4 * MIB, 128 * MIB));
    assert_false(is_usable(&handed_out, 128 * MIB, 129 * MIB));
    assert_true(is_usable(&mapped, MIB, 130 * MIB)); /* RAM is RAM, whoever uses it */
    assert_non_null(strstr(said, "memory: 127 MiB usable, up to 0x8000000"));
    assert_null(strstr(said, "LIES OVER"));
    assert_null(strstr(said, "make no sense"));
}

/* As GRUB loads one over what OVMF keeps, without a word. */
static void test_the_kernel_over_firmware(void **state)
{
    (void)state;
    memory_list(2 * MIB, 0x10000, 4);
    memory_list(UINT64_MAX - 10, 100, 1); /* wraps around */
    assert_int_equal(memory_start(&boot, &map), 0);
    assert_non_null(strstr(said, "THE KERNEL ITSELF LIES OVER"));
    assert_non_null(strstr(said, "memory: 1 entries of the loader's list make no sense"));
}

static void test_beyond_the_processor(void **state)
{
    (void)state;
    memory_list(UINT64_C(1) << 36, GIB, 1);
    assert_int_equal(memory_start(&boot, &map), 0);
    assert_false(is_usable(&handed_out, UINT64_C(1) << 36, (UINT64_C(1) << 36) + 4096));
    setup(NULL);
    features.physical_bits = 52;
    memory_list(FRAME_LIMIT, GIB, 1);
    assert_int_equal(memory_start(&boot, &map), 0);
    assert_non_null(strstr(said, "is left alone"));
}

/* Pixels in memory that is listed as free, above 4 GiB: neither handed out nor mapped as RAM. */
static void test_pixels_in_memory(void **state)
{
    (void)state;
    memory_list(4 * GIB, 4 * GIB, 1);
    boot.framebuffer = (struct boot_framebuffer){
        .type = BOOT_FB_RGB,
        .address = 5 * GIB + 0x800,
        .pitch = 4096,
        .width = 1024,
        .height = 768,
        .bpp = 32,
    };
    assert_int_equal(memory_start(&boot, &map), 0);
    for (unsigned line = 0; line < 768; line++) {
        const paddr_t at = 5 * GIB + 0x800 + line * 4096;

        assert_false(is_usable(&handed_out, at, at + 4096));
        assert_false(is_usable(&mapped, at, at + 4096));
    }
    assert_true(is_usable(&mapped, 5 * GIB - 4096, 5 * GIB));
    assert_true(is_usable(&mapped, 5 * GIB + 769 * 4096, 8 * GIB));
}

static void test_no_memory(void **state)
{
    (void)state;
    boot.memory_count = 0;
    init_result = -E_NOSPACE;
    assert_int_equal(memory_start(&boot, &map), 0);
    assert_non_null(strstr(said, "the loader lists no usable memory"));
    assert_non_null(strstr(said, "no room for the allocator's tables"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_plain_machine, setup),
        cmocka_unit_test_setup(test_the_kernel_over_firmware, setup),
        cmocka_unit_test_setup(test_beyond_the_processor, setup),
        cmocka_unit_test_setup(test_pixels_in_memory, setup),
        cmocka_unit_test_setup(test_no_memory, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
