/* SPDX-License-Identifier: MIT */
/* test_page_walk.c — page tables made by hand: every page size, every right, every hole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/error.h"
#include "mm/page_walk.h"

#define TABLES  8
#define PRESENT 1ull
#define WRITE   2ull
#define USER    4ull
#define LARGE   0x80ull
#define NX      (1ull << 63)

/* Table n lies at physical n * 4096. */
static uint64_t tables[TABLES][512];
static unsigned reads;

static bool table_read(void *context, paddr_t address, uint64_t *entry)
{
    assert_ptr_equal(context, tables);
    assert_int_equal(address % 8, 0);
    reads++;
    if (address / 4096 >= TABLES)
        return false;
    *entry = tables[address / 4096][address % 4096 / 8];
    return true;
}

static int fresh(void **state)
{
    (void)state;
    memset(tables, 0, sizeof(tables));
    tables[1][256] = 0x2000 | PRESENT | WRITE | USER;
    tables[2][0] = 0x3000 | PRESENT | WRITE | USER;
    tables[2][1] = 0x40000000 | PRESENT | WRITE | LARGE;
    tables[3][0] = 0x4000 | PRESENT | WRITE | USER;
    tables[3][1] = 0x00600000 | PRESENT | LARGE | NX;
    tables[4][5] = 0x12345000 | PRESENT | WRITE | USER;
    tables[4][511] = 0x000ffffffffff000 | PRESENT | NX;
    reads = 0;
    return 0;
}

static struct page_mapping mapping;

static int walk(uint64_t address)
{
    return page_walk(0x1000 | 0x18, address, table_read, tables, &mapping);
}

static void small_pages(void **state)
{
    (void)state;
    assert_int_equal(walk(0xffff800000005678), 0);
    assert_int_equal(mapping.physical, 0x12345678);
    assert_int_equal(mapping.bytes, 0x1000 - 0x678);
    assert_true(mapping.is_writable && mapping.is_executable && mapping.is_user);
    assert_int_equal(reads, 4);
    assert_int_equal(walk(0xffff8000001fffff), 0);
    assert_int_equal(mapping.physical, 0x000fffffffffffff);
    assert_int_equal(mapping.bytes, 1);
    assert_false(mapping.is_writable || mapping.is_executable || mapping.is_user);
}

static void large_pages(void **state)
{
    (void)state;
    assert_int_equal(walk(0xffff800000212345), 0);
    assert_int_equal(mapping.physical, 0x00612345);
    assert_int_equal(mapping.bytes, 0x200000 - 0x12345);
    assert_false(mapping.is_writable || mapping.is_executable);
    assert_int_equal(walk(0xffff800051234567), 0);
    assert_int_equal(mapping.physical, 0x51234567);
    assert_int_equal(mapping.bytes, 0x40000000 - 0x11234567);
    assert_true(mapping.is_writable && mapping.is_executable);
    assert_false(mapping.is_user);
    /* Bit 12 of a large page's entry is an attribute, not address. */
    tables[3][1] |= 0x1000;
    assert_int_equal(walk(0xffff800000200000), 0);
    assert_int_equal(mapping.physical, 0x00600000);
    /* At the top the bit is reserved, not a page of 512 GiB. */
    tables[1][256] |= LARGE;
    assert_int_equal(walk(0xffff800000005678), 0);
    assert_int_equal(mapping.physical, 0x12345678);
}

static void rights_of_all_levels_count(void **state)
{
    (void)state;
    for (unsigned level = 1; level <= 4; level++) {
        uint64_t *entry = &tables[level][level == 1 ? 256 : level == 4 ? 5 : 0];

        *entry &= ~WRITE;
        assert_int_equal(walk(0xffff800000005000), 0);
        assert_false(mapping.is_writable);
        *entry = (*entry | WRITE | NX) & ~USER;
        assert_int_equal(walk(0xffff800000005000), 0);
        assert_true(mapping.is_writable);
        assert_false(mapping.is_executable || mapping.is_user);
        assert_int_equal(mapping.physical, 0x12345000);
        *entry = (*entry & ~NX) | USER;
    }
}

static void holes(void **state)
{
    (void)state;
    mapping.bytes = 77;
    assert_int_equal(walk(0), -E_NOENT);
    assert_int_equal(walk(0xffff800000006000), -E_NOENT);
    assert_int_equal(walk(0xffff800000400000), -E_NOENT);
    assert_int_equal(walk(0xffff800080000000), -E_NOENT);
    assert_int_equal(walk(0xffffffffffffffff), -E_NOENT);
    tables[4][5] &= ~PRESENT;
    assert_int_equal(walk(0xffff800000005000), -E_NOENT);
    tables[2][0] = 0x100000 | PRESENT;
    assert_int_equal(walk(0xffff800000005000), -E_IO);
    assert_int_equal(mapping.bytes, 77); /* nothing is stored */
}

static void addresses_that_are_none(void **state)
{
    (void)state;
    assert_int_equal(walk(0x0000800000000000), -E_RANGE);
    assert_int_equal(walk(0xffff7fffffffffff), -E_RANGE);
    assert_int_equal(walk(0x8000000000000000), -E_RANGE);
    assert_int_equal(reads, 0);
    assert_int_equal(walk(0x00007fffffffffff), -E_NOENT);
}

static void caching_bits_choose_an_entry(void **state)
{
    (void)state;
    assert_int_equal(walk(0xffff800000005000), 0);
    assert_int_equal(mapping.pat, 0);
    for (unsigned entry = 0; entry < 8; entry++) {
        const uint64_t low = (entry & 1 ? 1u << 3 : 0) | (entry & 2 ? 1u << 4 : 0);

        tables[4][5] = 0x12345000 | PRESENT | low | (entry & 4 ? 1u << 7 : 0);
        assert_int_equal(walk(0xffff800000005000), 0);
        assert_int_equal(mapping.pat, entry);
        assert_int_equal(mapping.physical, 0x12345000);
        tables[3][1] = 0x00600000 | PRESENT | LARGE | low | (entry & 4 ? 1u << 12 : 0);
        assert_int_equal(walk(0xffff800000200000), 0);
        assert_int_equal(mapping.pat, entry);
        assert_int_equal(mapping.physical, 0x00600000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(caching_bits_choose_an_entry, fresh),
        cmocka_unit_test_setup(small_pages, fresh),
        cmocka_unit_test_setup(large_pages, fresh),
        cmocka_unit_test_setup(rights_of_all_levels_count, fresh),
        cmocka_unit_test_setup(holes, fresh),
        cmocka_unit_test_setup(addresses_that_are_none, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
