/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_page_table.c — mapping and unmapping, read back by the walk that knows nothing of how
 * tables are built, and held against a model of one byte per page.
 */
#include "mm/page_table.h"

#include "lib/error.h"
#include "mm/page_walk.h"

#include "page_fixture.h"

#define KIB4 PAGE_BYTES
#define MIB2 (UINT64_C(2) << 20)
#define GIB  (UINT64_C(1) << 30)
#define HIGH UINT64_C(0xffff800000000000)

static bool table_read(void *context, paddr_t address, uint64_t *entry)
{
    (void)context;
    memcpy(entry, fixture_memory + address, sizeof(*entry));
    return true;
}

static int walk(uint64_t virtual, struct page_mapping *mapping)
{
    return page_walk(table.root, virtual, table_read, NULL, mapping);
}

struct leaves {
    struct page_leaf leaf[16];
    unsigned count;
};

static bool leaf_note(void *context, const struct page_leaf *leaf)
{
    struct leaves *leaves = context;

    if (leaves->count < ARRAY_SIZE(leaves->leaf))
        leaves->leaf[leaves->count] = *leaf;
    leaves->count++;
    return true;
}

static struct leaves leaves_of(void)
{
    struct leaves leaves = { 0 };

    assert_true(page_table_visit(table.root, table.window, leaf_note, &leaves));
    return leaves;
}

/* A stretch with both ends inside large pages: small, large, huge, large, small. */
static void test_sizes(void **state)
{
    const uint64_t at = HIGH + GIB - MIB2 - KIB4;
    struct leaves leaves;

    (void)state;
    assert_int_equal(page_table_map(&table, at, at - HIGH, 2 * GIB + 2 * MIB2 + 2 * KIB4,
                                    PAGE_WRITE, CACHING_WRITE_BACK),
                     0);
    leaves = leaves_of();
    assert_int_equal(leaves.count, 6);
    assert_int_equal(leaves.leaf[0].bytes, KIB4);
    assert_int_equal(leaves.leaf[1].bytes, MIB2);
    assert_int_equal(leaves.leaf[2].bytes, GIB);
    assert_int_equal(leaves.leaf[3].bytes, GIB);
    assert_int_equal(leaves.leaf[4].bytes, MIB2);
    assert_int_equal(leaves.leaf[5].bytes, KIB4);
    for (unsigned i = 0; i < leaves.count; i++) {
        assert_int_equal(leaves.leaf[i].physical, leaves.leaf[i].virtual - HIGH);
        assert_true(leaves.leaf[i].is_writable && !leaves.leaf[i].is_executable);
    }
}

static void test_no_gigabyte_pages(void **state)
{
    (void)state;
    table.has_gigabyte_pages = false;
    assert_int_equal(page_table_map(&table, HIGH, 0, 2 * GIB, PAGE_READ, CACHING_WRITE_BACK), 0);
    assert_int_equal(leaves_of().count, 1024);
    assert_int_equal(leaves_of().leaf[0].bytes, MIB2);
}

static void test_rights_and_caching(void **state)
{
    struct page_mapping mapping;
    struct leaves leaves;

    (void)state;
    for (unsigned rights = 0; rights < 8; rights++) {
        const uint64_t at = 0x400000 + rights * KIB4;

        assert_int_equal(page_table_map(&table, at, at, KIB4, rights, rights % 3), 0);
        assert_int_equal(walk(at, &mapping), 0);
        assert_int_equal(mapping.is_writable, (rights & PAGE_WRITE) != 0);
        assert_int_equal(mapping.is_executable, (rights & PAGE_EXECUTE) != 0);
        assert_int_equal(mapping.is_user, (rights & PAGE_USER) != 0);
    }
    leaves = leaves_of();
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(leaves.leaf[i].caching, i % 3);
}

/* A CPU that does not know the no-execute bit would fault on it. */
static void test_no_execute_unknown(void **state)
{
    struct page_mapping mapping;

    (void)state;
    table.has_no_execute = false;
    assert_int_equal(page_table_map(&table, HIGH, 0, KIB4, PAGE_WRITE, CACHING_WRITE_BACK), 0);
    assert_int_equal(walk(HIGH, &mapping), 0);
    assert_true(mapping.is_executable);
}

static void test_refused(void **state)
{
    static const struct {
        uint64_t virtual, physical, size;
        int result;
    } bad[] = {
        { HIGH + 1, 0, KIB4, -E_INVAL },
        { HIGH, 1, KIB4, -E_INVAL },
        { HIGH, 0, 1, -E_INVAL },
        { HIGH, 0, 0, -E_INVAL },
        { UINT64_C(1) << 47, 0, KIB4, -E_RANGE },
        { (UINT64_C(1) << 47) - KIB4, 0, 2 * KIB4, -E_RANGE },
        { UINT64_MAX - KIB4 + 1, 0, 2 * KIB4, -E_RANGE },
        { 0, 0, UINT64_C(0xffff800000000000) + KIB4, -E_RANGE },
        { HIGH, UINT64_C(1) << 46, KIB4, -E_RANGE },
        { HIGH, (UINT64_C(1) << 46) - KIB4, 2 * KIB4, -E_RANGE },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(page_table_map(&table, bad[i].virtual, bad[i].physical, bad[i].size,
                                        PAGE_READ, CACHING_WRITE_BACK),
                         bad[i].result);
    assert_int_equal(leaves_of().count, 0);
    /* The last page there is can be mapped. */
    assert_int_equal(
        page_table_map(&table, UINT64_MAX - KIB4 + 1, 0, KIB4, PAGE_READ, CACHING_WRITE_BACK), 0);
}

/* Nothing is mapped over anything, large over small, small over large; and what was begun is undone. */
static void test_nothing_twice(void **state)
{
    (void)state;
    assert_int_equal(page_table_map(&table, HIGH + GIB, 0, GIB, PAGE_READ, 0), 0);
    assert_int_equal(page_table_map(&table, HIGH + 3 * GIB, 0, KIB4, PAGE_READ, 0), 0);
    assert_int_equal(page_table_map(&table, HIGH + GIB + MIB2, 0, KIB4, PAGE_READ, 0), -E_INVAL);
    assert_int_equal(page_table_map(&table, HIGH + GIB, 0, GIB, PAGE_READ, 0), -E_INVAL);
    assert_int_equal(page_table_map(&table, HIGH, 0, 2 * GIB, PAGE_READ, 0), -E_INVAL);
    assert_int_equal(page_table_map(&table, HIGH + 2 * GIB, 0, 2 * GIB, PAGE_READ, 0), -E_INVAL);
    assert_int_equal(leaves_of().count, 2);
}

static void test_unmap(void **state)
{
    struct page_mapping mapping;

    (void)state;
    assert_int_equal(page_table_map(&table, HIGH, 0, GIB, PAGE_READ, 0), 0);
    assert_int_equal(page_table_unmap(&table, HIGH, MIB2), -E_INVAL);
    assert_int_equal(page_table_unmap(&table, HIGH + MIB2, GIB - MIB2), -E_INVAL);
    assert_int_equal(walk(HIGH, &mapping), 0);
    assert_int_equal(page_table_unmap(&table, HIGH - 0, 4 * GIB), 0);
    assert_int_equal(walk(HIGH, &mapping), -E_NOENT);
    /* A table that stayed behind is no obstacle. */
    assert_int_equal(page_table_map(&table, HIGH, 0, KIB4, PAGE_READ, 0), 0);
    assert_int_equal(page_table_unmap(&table, HIGH, KIB4), 0);
    assert_int_equal(page_table_map(&table, HIGH, 0, MIB2, PAGE_READ, 0), 0);
    assert_int_equal(walk(HIGH + MIB2 - 1, &mapping), 0);
}

/* However few frames there are, a mapping is there as a whole or not at all. */
static void test_no_frames(void **state)
{
    (void)state;
    for (unsigned most = 1; most < 8; most++) {
        fixture_taken = 0;
        fixture_most = most;
        assert_int_equal(page_table_init(&table), 0);
        assert_int_equal(page_table_map(&table, HIGH + GIB - MIB2 - KIB4, KIB4, 2 * MIB2, 0, 0),
                         most < 7 ? -E_NOSPACE : 0);
        assert_int_equal(leaves_of().count, most < 7 ? 0 : 1024);
    }
    fixture_taken = fixture_most = 0;
    assert_int_equal(page_table_init(&table), -E_NOSPACE);
}

#define MODEL_PAGES 4096

/* Random stretches in 16 MiB, against which page of which frame is mapped how. */
static void test_random(void **state)
{
    static struct {
        bool is_mapped, is_writable;
        paddr_t physical;
    } model[MODEL_PAGES];
    uint64_t random = 99;

    (void)state;
    table.has_gigabyte_pages = false;
    for (unsigned round = 0; round < 3000; round++) {
        const unsigned start = exact_random(&random) % MODEL_PAGES;
        unsigned count = 1 + exact_random(&random) % (round % 4 ? 32 : 2048);
        const paddr_t physical =
            exact_random(&random) % 2 ? start * KIB4 : exact_random(&random) % GIB & ~4095ull;
        const bool is_writable = exact_random(&random) % 2;
        bool is_free = true;
        struct page_mapping mapping;

        if (start + count > MODEL_PAGES)
            count = MODEL_PAGES - start;
        for (unsigned i = start; i < start + count; i++)
            is_free = is_free && !model[i].is_mapped;
        if (exact_random(&random) % 2) {
            assert_int_equal(page_table_map(&table, HIGH + start * KIB4, physical, count * KIB4,
                                            is_writable ? PAGE_WRITE : PAGE_READ, 0),
                             is_free ? 0 : -E_INVAL);
            for (unsigned i = 0; is_free && i < count; i++) {
                model[start + i].is_mapped = true;
                model[start + i].is_writable = is_writable;
                model[start + i].physical = physical + i * KIB4;
            }
        } else {
            /* Up to the large page that does not lie whole in the range, if there is one. */
            const int result = page_table_unmap(&table, HIGH + start * KIB4, count * KIB4);

            assert_true(result == 0 || result == -E_INVAL);
            for (unsigned i = start; i < start + count; i++) {
                if (result != 0 && walk(HIGH + i * KIB4, &mapping) == 0)
                    break;
                model[i].is_mapped = false;
            }
        }
        for (unsigned i = 0; i < MODEL_PAGES; i++) {
            const int result = walk(HIGH + i * KIB4, &mapping);

            assert_int_equal(result, model[i].is_mapped ? 0 : -E_NOENT);
            if (result != 0)
                continue;
            assert_int_equal(mapping.physical, model[i].physical);
            assert_int_equal(mapping.is_writable, model[i].is_writable);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sizes, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_no_gigabyte_pages, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_rights_and_caching, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_no_execute_unknown, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_refused, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_nothing_twice, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_unmap, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_no_frames, fixture_make, fixture_free),
        cmocka_unit_test_setup_teardown(test_random, fixture_make, fixture_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
