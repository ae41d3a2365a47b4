/* SPDX-License-Identifier: MIT */
/* tests/unit/test_mmio.c — who shares a mapping with whom, and when it goes; page tables are only noted. */
#include "exact.h"

#define MMIO_IS_REAL
#include "mm/mmio.c"

#define PAGE  UINT64_C(0x1000)
#define AREA  UINT64_C(0xffffc00000000000)
#define HPET  UINT64_C(0xfed00000)
#define LIMIT (UINT64_C(1) << 40)

static struct {
    bool is_active, has_write_combining, is_full, cannot_map;
    uint64_t next; /* address to be taken */
    unsigned taken, mapped;
    enum caching caching; /* asked for last */
} paging;

void *fake_direct_map(paddr_t address, size_t size)
{
    fail_msg("0x%lx, %zu bytes, asked for as memory", address, size);
    return NULL;
}

bool paging_is_active(void)
{
    return paging.is_active;
}

bool paging_has_write_combining(void)
{
    return paging.has_write_combining;
}

uint64_t paging_take(uint64_t size, paddr_t physical)
{
    const uint64_t at = paging.next;

    assert_int_equal((size | physical) % PAGE, 0);
    if (paging.is_full)
        return 0;
    paging.next += size + PAGE;
    paging.taken++;
    return at;
}

void paging_give(uint64_t virtual)
{
    assert_true(virtual >= AREA);
    paging.taken--;
}

int paging_map(uint64_t virtual, paddr_t physical, uint64_t size, unsigned rights,
               enum caching caching)
{
    assert_int_equal((virtual | physical | size) % PAGE, 0);
    assert_int_equal(rights, PAGE_WRITE); /* never executable */
    if (paging.cannot_map || physical + size > LIMIT)
        return -E_RANGE;
    paging.mapped++;
    paging.caching = caching;
    return 0;
}

int paging_unmap(uint64_t virtual, uint64_t size)
{
    assert_int_equal((virtual | size) % PAGE, 0);
    paging.mapped--;
    return 0;
}

static int fresh(void **state)
{
    (void)state;
    memset(mappings, 0, sizeof(mappings));
    memset(&paging, 0, sizeof(paging));
    paging.is_active = paging.has_write_combining = true;
    paging.next = AREA;
    return 0;
}

static uint64_t at(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

static void test_shared(void **state)
{
    void *first = mmio_map(HPET + 0x10, 8, CACHING_UNCACHED);
    void *second = mmio_map(HPET + 0xf0, 8, CACHING_UNCACHED);

    (void)state;
    assert_int_equal(at(first), AREA + 0x10);
    assert_int_equal(at(second), AREA + 0xf0);
    assert_int_equal(paging.mapped, 1);
    assert_int_equal(at(mmio_find(HPET + 0x100, 16)), AREA + 0x100);
    assert_null(mmio_find(HPET + 0x100, PAGE)); /* reaches out of it */
    assert_null(mmio_find(HPET - 1, 2));
    assert_null(mmio_find(HPET, 0));
    assert_null(mmio_find(UINT64_MAX, 2));
    mmio_unmap(first, 8);
    assert_int_equal(paging.mapped, 1);
    mmio_unmap(second, 8);
    assert_int_equal(paging.mapped, 0);
    assert_int_equal(paging.taken, 0);
    assert_null(mmio_find(HPET + 0x10, 8));
    mmio_unmap(second, 8); /* nothing is there any more */
    assert_int_equal(paging.mapped, 0);
}

/* Other caching is another mapping; without write-combining such pages are uncached. */
static void test_caching(void **state)
{
    (void)state;
    assert_non_null(mmio_map(HPET, 8, CACHING_UNCACHED));
    assert_non_null(mmio_map(HPET, 8, CACHING_WRITE_COMBINING));
    assert_int_equal(paging.mapped, 2);
    assert_int_equal(paging.caching, CACHING_WRITE_COMBINING);
    paging.has_write_combining = false;
    assert_int_equal(at(mmio_map(HPET, 8, CACHING_WRITE_COMBINING)), AREA);
    assert_int_equal(paging.mapped, 2);
}

/* Whole pages are mapped, however the range lies in them. */
static void test_across_pages(void **state)
{
    (void)state;
    assert_int_equal(at(mmio_map(HPET + PAGE - 1, 2, CACHING_UNCACHED)), AREA + PAGE - 1);
    assert_int_equal(at(mmio_find(HPET, 2 * PAGE)), AREA);
    assert_null(mmio_find(HPET, 2 * PAGE + 1));
}

static void test_refused(void **state)
{
    (void)state;
    assert_null(mmio_map(HPET, 0, CACHING_UNCACHED));
    assert_null(mmio_map(UINT64_MAX - 4, 16, CACHING_UNCACHED));
    assert_null(mmio_map(UINT64_MAX - 16, 8, CACHING_UNCACHED));
    assert_null(mmio_map(LIMIT, 8, CACHING_UNCACHED));
    assert_int_equal(paging.taken, 0); /* addresses went back */
    paging.is_full = true;
    assert_null(mmio_map(HPET, 8, CACHING_UNCACHED));
    paging.is_full = false;
    for (unsigned i = 0; i < MAPPINGS_MAX; i++)
        assert_non_null(mmio_map(HPET + i * PAGE, 8, CACHING_UNCACHED));
    assert_null(mmio_map(HPET + MAPPINGS_MAX * PAGE, 8, CACHING_UNCACHED));
    assert_non_null(mmio_map(HPET, 8, CACHING_UNCACHED)); /* what is there can be shared */
}

/* Before the kernel's own map, the window of the start-up code serves, as far as it goes. */
static void test_early(void **state)
{
    (void)state;
    paging.is_active = false;
    assert_int_equal(at(mmio_map(0xb8000, 4000, CACHING_UNCACHED)), DIRECT_MAP_BASE + 0xb8000);
    assert_int_equal(at(mmio_map(DIRECT_MAP_BYTES - 8, 8, CACHING_UNCACHED)),
                     DIRECT_MAP_BASE + DIRECT_MAP_BYTES - 8);
    assert_null(mmio_map(DIRECT_MAP_BYTES - 8, 9, CACHING_UNCACHED));
    assert_null(mmio_map(DIRECT_MAP_BYTES, 8, CACHING_UNCACHED));
    assert_int_equal(paging.mapped, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_shared, fresh),
        cmocka_unit_test_setup(test_caching, fresh),
        cmocka_unit_test_setup(test_across_pages, fresh),
        cmocka_unit_test_setup(test_refused, fresh),
        cmocka_unit_test_setup(test_early, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
