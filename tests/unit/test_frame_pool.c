/* SPDX-License-Identifier: MIT */
/* tests/unit/test_frame_pool.c — the buddy allocator at its ends: empty, huge, damaged, misused. */
#include "mm/frame_pool.h"

#include "lib/error.h"

#include "frame_fixture.h"

static uint64_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long size, resident = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu %lu", &size, &resident), 2);
    fclose(file);
    return resident * 4096;
}

/* Down to the last frame and back. */
static void test_exhaustion(void **state)
{
    static paddr_t taken[64 * MIB / 4096];
    unsigned count = 0;
    uint64_t free_before;

    (void)state;
    region_add(MIB, 48 * MIB + 5, MEMORY_USABLE);
    pool_make(64 * MIB);
    model_make();
    free_before = frame_pool_free_count(&pool);
    while ((taken[count] = frame_pool_alloc(&pool, 0, FRAME_TEST, false)) != 0)
        model_turn(taken[count++], 0, 1, 2);
    assert_int_equal(frame_pool_free_count(&pool), 0);
    assert_true(count > 46 * MIB / 4096);
    assert_null(frame_pool_check(&pool));
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(frame_pool_free(&pool, taken[i * 7919 % count], 0, FRAME_TEST), 0);
    assert_null(frame_pool_check(&pool));
    /* But for the one block kept open, all is as before. */
    assert_in_range(frame_pool_free_count(&pool), free_before - FRAME_TABLE_FRAMES, free_before);
    assert_int_not_equal(frame_pool_alloc(&pool, 12, FRAME_TEST, false), 0);
    free(model);
}

/* A terabyte costs start-up about what little memory costs: 16 bytes for each gigabyte. */
static void test_start_is_cheap(void **state)
{
    uint64_t before;

    (void)state;
    region_add(MIB, 2 * GIB, MEMORY_USABLE);
    region_add(4 * GIB, 2 * TIB, MEMORY_USABLE);
    before = resident_bytes();
    pool_make(2 * TIB);
    assert_true(resident_bytes() - before < MIB);
    assert_int_equal(pool.section_count, 2048);
    assert_int_equal(pool.zones[FRAME_ZONE_ABOVE_4G].pieces[FRAME_ORDER_SECTION], 2044);
    assert_true(pool.tables_end <= 4 * GIB);
    for (unsigned i = 0; i < 2044; i++)
        assert_true(frame_pool_alloc(&pool, FRAME_ORDER_SECTION, FRAME_TEST, false) >= 4 * GIB);
    assert_int_equal(frame_pool_largest(&pool, FRAME_ZONE_ABOVE_4G), -1);
    assert_true(resident_bytes() - before < MIB);
}

static void test_no_room_for_tables(void **state)
{
    (void)state;
    region_add(4 * GIB, 8 * GIB, MEMORY_USABLE); /* out of reach at start-up */
    memory = NULL;
    assert_int_equal(frame_pool_init(&pool, &map, 0, 4 * GIB), -E_NOSPACE);
    map.count = 0;
    assert_int_equal(frame_pool_init(&pool, &map, 0, 4 * GIB), -E_NOSPACE);
    region_add(MIB, MIB + 5000, MEMORY_USABLE);
    assert_int_equal(frame_pool_init(&pool, &map, 0, 4 * GIB), -E_NOSPACE);
}

/* A frame number has 32 bits: what lies above is not taken, and nothing wraps. */
static void test_limit(void **state)
{
    (void)state;
    region_add(MIB, GIB, MEMORY_USABLE);
    region_add(FRAME_LIMIT - 2 * GIB, FRAME_LIMIT + TIB, MEMORY_USABLE);
    region_add(UINT64_C(1) << 60, UINT64_C(3) << 60, MEMORY_USABLE);
    pool_make(GIB); /* nothing above is touched until a gigabyte is cut */
    assert_int_equal(pool.zones[FRAME_ZONE_ABOVE_4G].free, 2 * GIB >> FRAME_BITS);
    assert_int_equal(frame_pool_alloc(&pool, FRAME_ORDER_SECTION, FRAME_TEST, false) & (GIB - 1),
                     0);
}

/* Each way the check can complain, by damage done on purpose. */
static void test_check_finds_damage(void **state)
{
    struct frame_pool sound;
    struct frame *entry, saved;
    unsigned order = 0;
    uint32_t first;

    (void)state;
    region_add(MIB, 64 * MIB, MEMORY_USABLE);
    pool_make(64 * MIB);
    sound = pool;
    while (pool.zones[0].first[order] == 0)
        order++;
    first = pool.zones[0].first[order];
    entry = frame_entry(&pool, first, order);
    assert_non_null(entry);
    saved = *entry;

    entry->state = FRAME_STATE_USED;
    assert_non_null(frame_pool_check(&pool));
    *entry = saved;
    entry->prev = first;
    assert_non_null(frame_pool_check(&pool));
    *entry = saved;
    entry->next = first; /* a circle */
    assert_non_null(frame_pool_check(&pool));
    *entry = saved;
    pool.zones[0].pieces[order]++;
    assert_non_null(frame_pool_check(&pool));
    pool = sound;
    pool.zones[0].free--;
    assert_non_null(frame_pool_check(&pool));
    pool = sound;
    pool.owned[FRAME_TEST]++;
    assert_non_null(frame_pool_check(&pool));
    pool = sound;
    pool.zones[0].first[order] = first + 1;
    assert_non_null(frame_pool_check(&pool));
    pool = sound;
    assert_null(frame_pool_check(&pool));
}

static void test_tags(void **state)
{
    paddr_t address;

    (void)state;
    region_add(MIB, 64 * MIB, MEMORY_USABLE);
    pool_make(64 * MIB);
    address = frame_pool_alloc(&pool, 2, FRAME_HEAP_LARGE, false);
    *frame_pool_tag(&pool, address, 2) = 12345;
    assert_int_equal(*frame_pool_tag(&pool, address, 2), 12345);
    assert_null(frame_pool_tag(&pool, address, 1));
    assert_null(frame_pool_tag(&pool, address + FRAME_BYTES, 2));
    assert_null(frame_pool_tag(&pool, 1 * TIB, 2));
    assert_int_equal(frame_pool_free(&pool, 1 * TIB, 0, FRAME_TEST), -E_INVAL);
    assert_int_equal(frame_pool_free(&pool, address, FRAME_ORDERS, FRAME_HEAP_LARGE), -E_INVAL);
    assert_int_equal(frame_pool_alloc(&pool, FRAME_ORDERS, FRAME_TEST, false), 0);
    assert_int_equal(frame_pool_alloc(&pool, 0, FRAME_OWNERS, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_exhaustion, teardown),
        cmocka_unit_test_teardown(test_start_is_cheap, teardown),
        cmocka_unit_test_teardown(test_no_room_for_tables, teardown),
        cmocka_unit_test_teardown(test_limit, teardown),
        cmocka_unit_test_teardown(test_check_finds_damage, teardown),
        cmocka_unit_test_teardown(test_tags, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
