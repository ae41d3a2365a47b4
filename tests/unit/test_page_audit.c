/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_page_audit.c — a map like the kernel's is sound; each way to break it is found and
 * named, however small the part that is shared.
 */
#include "mm/page_audit.h"

#include "page_fixture.h"

#define MIB    UINT64_C(0x100000)
#define GIB    UINT64_C(0x40000000)
#define DIRECT UINT64_C(0xffff800000000000)
#define WINDOW UINT64_C(0xffffffff80000000)
#define AREA   UINT64_C(0xffffc00000000000)

static void map(uint64_t virtual, paddr_t physical, uint64_t size, unsigned rights,
                enum caching caching)
{
    assert_int_equal(page_table_map(&table, virtual, physical, size, rights, caching), 0);
}

/* Text at 1 MiB, data at 2 MiB, the direct map around the text, pixels at 3 GiB. */
static int kernel_make(void **state)
{
    fixture_make(state);
    map(WINDOW + MIB, MIB, MIB, PAGE_EXECUTE, CACHING_WRITE_BACK);
    map(WINDOW + 2 * MIB, 2 * MIB, MIB, PAGE_WRITE, CACHING_WRITE_BACK);
    map(DIRECT + MIB, MIB, MIB, PAGE_READ, CACHING_WRITE_BACK);
    map(DIRECT + 2 * MIB, 2 * MIB, 2 * GIB - 2 * MIB, PAGE_WRITE, CACHING_WRITE_BACK);
    map(AREA, 3 * GIB, 8 * MIB, PAGE_WRITE, CACHING_WRITE_COMBINING);
    return 0;
}

static void expect(enum page_audit_fault fault, uint64_t first, uint64_t second, paddr_t physical)
{
    struct page_audit audit;

    assert_false(page_audit(table.root, table.window, &audit));
    assert_int_equal(audit.fault, fault);
    assert_int_equal(audit.first, first);
    assert_int_equal(audit.second, second);
    assert_int_equal(audit.physical, physical);
}

static void test_sound(void **state)
{
    struct page_audit audit;

    (void)state;
    assert_true(page_audit(table.root, table.window, &audit));
    assert_int_equal(audit.fault, PAGE_AUDIT_SOUND);
    assert_int_equal(audit.executable_bytes, MIB);
    assert_int_equal(audit.writable_bytes, MIB + 2 * GIB - 2 * MIB + 8 * MIB);
    assert_in_range(audit.pages, 256 * 3 + 511, 256 * 3 + 1100);
}

static void test_one_page_both(void **state)
{
    (void)state;
    map(AREA + GIB, 3 * GIB + 64 * MIB, PAGE_BYTES, PAGE_WRITE | PAGE_EXECUTE, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_WRITE_EXECUTE, AREA + GIB, AREA + GIB, 3 * GIB + 64 * MIB);
}

/* The last page of the text, writable somewhere else. */
static void test_text_writable_elsewhere(void **state)
{
    (void)state;
    map(AREA + GIB, 2 * MIB - PAGE_BYTES, PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_WRITE_EXECUTE, WINDOW + 2 * MIB - PAGE_BYTES, AREA + GIB,
           2 * MIB - PAGE_BYTES);
}

/* A page inside a large page of the direct map, executable through a low address. */
static void test_data_executable_elsewhere(void **state)
{
    (void)state;
    map(0x400000, GIB + 5 * PAGE_BYTES, PAGE_BYTES, PAGE_EXECUTE, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_WRITE_EXECUTE, 0x400000, DIRECT + GIB + 5 * PAGE_BYTES, GIB + 5 * PAGE_BYTES);
}

/* As with the map of boot/: everything where it is, executable. */
static void test_identity_map(void **state)
{
    (void)state;
    map(0, 0, GIB, PAGE_WRITE | PAGE_EXECUTE, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_WRITE_EXECUTE, 0, 0, 0);
}

/* The page behind the text is not shared with it: touching is no overlap. */
static void test_neighbours(void **state)
{
    struct page_audit audit;

    (void)state;
    map(AREA + GIB, 2 * MIB, PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK);
    map(AREA + 2 * GIB, MIB - PAGE_BYTES, PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK);
    assert_true(page_audit(table.root, table.window, &audit));
}

static void test_pixels_cached_elsewhere(void **state)
{
    (void)state;
    map(AREA + GIB, 3 * GIB + 7 * MIB, 2 * MIB, PAGE_READ, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_CACHING, AREA + 7 * MIB, AREA + GIB, 3 * GIB + 7 * MIB);
}

static void test_user_page(void **state)
{
    (void)state;
    map(0x400000, 4 * GIB, PAGE_BYTES, PAGE_USER, CACHING_WRITE_BACK);
    expect(PAGE_AUDIT_USER, 0x400000, 0x400000, 4 * GIB);
}

/* Not proved is not sound. */
static void test_too_many(void **state)
{
    struct page_audit audit;

    (void)state;
    for (unsigned i = 0; i < PAGE_AUDIT_SPANS; i++)
        map(0x400000 + i * PAGE_BYTES, 8 * GIB - 2 * i * PAGE_BYTES, PAGE_BYTES, PAGE_EXECUTE,
            CACHING_WRITE_BACK);
    assert_false(page_audit(table.root, table.window, &audit));
    assert_int_equal(audit.fault, PAGE_AUDIT_TOO_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sound, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_one_page_both, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_text_writable_elsewhere, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_data_executable_elsewhere, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_identity_map, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_neighbours, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_pixels_cached_elsewhere, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_user_page, kernel_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_too_many, kernel_make, fixture_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
