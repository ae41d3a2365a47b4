/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_paging.c — the kernel's map as mm/paging.c builds it, read back: for a kernel at made-up
 * addresses, with tables in memory of this test's, and with frames running out at every point.
 */
#include "exact.h"

#include "cpu/boot_state.h"
#include "cpu/features.h"
#include "fake/mm/direct_map.h"
#include "mm/page_audit.h"
#include "mm/page_walk.h"
#include "mm/paging.h"

/* What config/linker.ld would say. */
#define kernel_load_start   ((const char *)0x100000)
#define kernel_load_end     ((const char *)0x130000)
#define kernel_text_start   ((const char *)(KERNEL_BASE + 0x102000))
#define kernel_text_end     ((const char *)(KERNEL_BASE + 0x110000))
#define kernel_rodata_start ((const char *)(KERNEL_BASE + 0x110000))
#define kernel_rodata_end   ((const char *)(KERNEL_BASE + 0x118000))
#define boot_stack_guard    ((const char *)(KERNEL_BASE + 0x120000))

static uint64_t cr3;

static uint64_t cr3_read(void)
{
    return cr3;
}

static void cr3_write(uint64_t value)
{
    cr3 = value;
}

/* Tables are reached in this test's memory, not in the direct map. */
static int table_init(struct page_table *table);
#define page_table_init(table) table_init(table)
#include "mm/paging.c"
#undef page_table_init

#define FRAMES 64

static uint8_t *memory;
static unsigned taken, most;
static bool can_use_all, was_flushed_with_lock;
static uint64_t flushed, flushed_bytes;
static struct cpu_features features;
static struct memory_map ram;
const struct boot_state boot_state = { .has_nx = 1 };

static int table_init(struct page_table *table)
{
    table->window = (uintptr_t)memory;
    return page_table_init(table);
}

paddr_t frame_alloc(unsigned order, enum frame_owner owner)
{
    assert_true(order == 0 && owner == FRAME_PAGE_TABLE);
    return taken < most ? (paddr_t)++taken * PAGE_BYTES : 0;
}

void frame_unlock_all(void)
{
    assert_true(paging_is_active());
    can_use_all = true;
}

const struct cpu_features *cpu_features(void)
{
    return &features;
}

bool pat_init(void)
{
    return true;
}

void tlb_flush_everywhere(uint64_t virtual, uint64_t size)
{
    was_flushed_with_lock |= map_lock.holders != 0;
    flushed = virtual;
    flushed_bytes = size;
}

static int setup(void **state)
{
    (void)state;
    memory = aligned_alloc(PAGE_BYTES, (FRAMES + 1) * PAGE_BYTES);
    assert_non_null(memory);
    memset(memory, 0xa5, (FRAMES + 1) * PAGE_BYTES);
    taken = 0;
    most = FRAMES;
    cr3 = 0;
    is_active = can_use_all = was_flushed_with_lock = false;
    area.count = 0;
    features = (struct cpu_features){ .has_gigabyte_pages = true, .physical_bits = 36 };
    ram = (struct memory_map){
        .regions = { { 0x100000, 0x8000800, MEMORY_USABLE }, /* ends inside a page */
                     { 0x8001000, 0x8003000, MEMORY_RESERVED },
                     { UINT64_C(1) << 32, UINT64_C(3) << 32, MEMORY_USABLE },
                     { UINT64_C(1) << 36, UINT64_C(1) << 37, MEMORY_USABLE } },
        .count = 4,
    };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(map_lock.holders, 0);
    free(memory);
    return 0;
}

static bool entry_read(void *context, paddr_t address, uint64_t *entry)
{
    (void)context;
    assert_true(address / PAGE_BYTES <= taken);
    memcpy(entry, memory + address, sizeof(*entry));
    return true;
}

/* "-" where nothing is mapped, else the rights. */
static const char *rights_at(uint64_t address, paddr_t physical)
{
    struct page_mapping mapping;

    if (page_walk(paging_root(), address, entry_read, NULL, &mapping) != 0)
        return "-";
    assert_int_equal(mapping.physical, physical);
    assert_false(mapping.is_user);
    return mapping.is_writable     ? mapping.is_executable ? "rwx" : "rw"
           : mapping.is_executable ? "rx"
                                   : "r";
}

static const char *direct_at(paddr_t physical)
{
    return rights_at(DIRECT_MAP_BASE + physical, physical);
}

static const char *window_at(paddr_t physical)
{
    return rights_at(KERNEL_BASE + physical, physical);
}

static void test_what_is_mapped(void **state)
{
    struct page_audit audit;

    (void)state;
    assert_int_equal(paging_init(&ram), 0);
    assert_true(can_use_all && paging_is_active() && paging_has_write_combining());
    assert_string_equal(direct_at(0x130000), "rw");
    assert_string_equal(direct_at(0x7fff000), "rw");
    assert_string_equal(direct_at(0x8000000), "-"); /* half a page of memory is none */
    assert_string_equal(direct_at(0x8001000), "-");
    assert_string_equal(direct_at(0xff000), "-");
    assert_string_equal(direct_at((UINT64_C(3) << 32) - 1), "rw");
    assert_string_equal(direct_at(UINT64_C(3) << 32), "-");
    assert_string_equal(direct_at(UINT64_C(1) << 36), "-"); /* the CPU cannot reach it */
    assert_string_equal(window_at(0x102000), "rx");
    assert_string_equal(window_at(0x10f000), "rx");
    assert_string_equal(window_at(0x110000), "r");
    assert_string_equal(window_at(0x118000), "rw");
    assert_string_equal(window_at(0x12f000), "rw");
    assert_string_equal(window_at(0x130000), "-");
    assert_string_equal(window_at(0x120000), "-"); /* the page below the first stack */
    assert_string_equal(window_at(0x11f000), "rw");
    assert_string_equal(direct_at(0x102000), "r"); /* the kernel's text has no way to be written */
    assert_string_equal(direct_at(0x117000), "r");
    assert_string_equal(direct_at(0x118000), "rw");
    assert_string_equal(rights_at(0, 0), "-");
    assert_true(page_audit(paging_root(), (uintptr_t)memory, &audit));
    assert_int_equal(audit.executable_bytes, 0xe000);
}

/* 8 GiB in entries of 1 GiB or of 2 MiB: the same rights. */
static void test_without_gigabyte_pages(void **state)
{
    unsigned large;

    assert_int_equal(paging_init(&ram), 0);
    large = taken;
    teardown(state);
    setup(state);
    features.has_gigabyte_pages = false;
    assert_int_equal(paging_init(&ram), 0);
    assert_int_equal(taken, large + 8);
    assert_string_equal(direct_at((UINT64_C(3) << 32) - 1), "rw");
}

/* Too few frames for the tables is an error at every point, and the old map stays. */
static void test_no_frames(void **state)
{
    unsigned needed;

    assert_int_equal(paging_init(&ram), 0);
    needed = taken;
    for (unsigned allowed = 0; allowed < needed; allowed++) {
        teardown(state);
        setup(state);
        most = allowed;
        assert_int_equal(paging_init(&ram), -E_NOSPACE);
        assert_false(paging_is_active() || can_use_all);
        assert_int_equal(cr3, 0);
    }
}

static void test_map_and_unmap(void **state)
{
    uint64_t small, large;

    (void)state;
    assert_int_equal(paging_init(&ram), 0);
    small = paging_take(PAGE_BYTES, 0);
    large = paging_take(4 * LARGE_BYTES, 0xe0001000);
    assert_true(small >= AREA_START && large > small + PAGE_BYTES);
    assert_int_equal(large % LARGE_BYTES, 0x1000); /* as the memory, so that large pages fit */
    assert_int_equal(paging_map(small, 0xfee00000, PAGE_BYTES, PAGE_WRITE, CACHING_UNCACHED), 0);
    assert_string_equal(rights_at(small + 8, 0xfee00008), "rw");
    assert_string_equal(rights_at(small + PAGE_BYTES, 0), "-");
    assert_int_equal(paging_map(small, UINT64_C(1) << 36, PAGE_BYTES, PAGE_WRITE, CACHING_UNCACHED),
                     -E_RANGE);
    assert_int_equal(paging_unmap(small, PAGE_BYTES), 0);
    assert_string_equal(rights_at(small, 0), "-");
    assert_true(flushed == small && flushed_bytes == PAGE_BYTES);
    assert_false(was_flushed_with_lock); /* other cores may be waiting for it */
    paging_give(small);
    assert_int_equal(paging_take(PAGE_BYTES, 0), small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_mapped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_gigabyte_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_frames, setup, teardown),
        cmocka_unit_test_setup_teardown(test_map_and_unmap, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
