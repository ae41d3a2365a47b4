/* SPDX-License-Identifier: MIT */
/* tests/unit/test_memory_map_reserve.c — taking ranges out of a map: by hand, at random, with no room. */
#include "memory_map_fixture.h"

/* Two usable regions, the whole of one and half of the other taken; then out of the middle. */
static void test_reserve(void **state)
{
    (void)state;
    BUILD({ MIB, 4 * MIB, 1 }, { 8 * MIB, 4 * MIB, 1 }, { 12 * MIB, MIB, 3 });
    memory_map_reserve(&map, 9 * MIB, 10 * MIB);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { MIB, 5 * MIB, MEMORY_USABLE },
                   { 8 * MIB, 9 * MIB, MEMORY_USABLE }, { 10 * MIB, 12 * MIB, MEMORY_USABLE },
                   { 12 * MIB, 13 * MIB, MEMORY_ACPI_RECLAIM });
    memory_map_reserve(&map, 2 * MIB, 11 * MIB);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { MIB, 2 * MIB, MEMORY_USABLE },
                   { 11 * MIB, 12 * MIB, MEMORY_USABLE },
                   { 12 * MIB, 13 * MIB, MEMORY_ACPI_RECLAIM });
    memory_map_reserve(&map, 0, UINT64_MAX);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { 12 * MIB, 13 * MIB, MEMORY_ACPI_RECLAIM });
    memory_map_reserve(&map, 5, 5);
    memory_map_reserve(&map, 6, 5);
    assert_int_equal(map.count, 2);
    assert_int_equal(map.entries_ignored, 0);
}

/* Random ranges taken out of random maps: each unit by itself is usable as before, or taken. */
static void test_reserve_random(void **state)
{
    uint64_t random = 4711;

    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        struct boot_memory raw[8];
        static struct memory_map before;

        for (unsigned i = 0; i < ARRAY_SIZE(raw); i++)
            raw[i] = (struct boot_memory){ MIB + exact_random(&random) % 64,
                                           1 + exact_random(&random) % 16,
                                           exact_random(&random) % 4 ? 1 : 2 };
        build(raw, ARRAY_SIZE(raw));
        for (unsigned i = 0; i < 4; i++) {
            const paddr_t start = MIB + exact_random(&random) % 80;
            const paddr_t end = start + exact_random(&random) % 20;

            before = map;
            memory_map_reserve(&map, start, end);
            assert_true(memory_map_is_sane(&map));
            for (paddr_t at = MIB; at < MIB + 100; at++)
                assert_int_equal(memory_map_worst(&map, at, at + 1),
                                 at >= start && at < end &&
                                         memory_map_worst(&before, at, at + 1) == MEMORY_USABLE
                                     ? MEMORY_RESERVED
                                     : memory_map_worst(&before, at, at + 1));
        }
    }
}

/* No room for the upper half: it is lost, never handed out. */
static void test_reserve_in_a_full_table(void **state)
{
    (void)state;
    map.count = MEMORY_REGIONS_MAX;
    for (unsigned i = 0; i < MEMORY_REGIONS_MAX; i++)
        map.regions[i] = (struct memory_region){ (i + 1) * MIB, (i + 2) * MIB,
                                                 i % 2 ? MEMORY_RESERVED : MEMORY_USABLE };
    map.entries_ignored = 0;
    memory_map_reserve(&map, MIB + 4096, MIB + 8192);
    assert_int_equal(map.count, MEMORY_REGIONS_MAX);
    assert_int_equal(map.entries_ignored, 1);
    assert_int_equal(map.regions[0].end, MIB + 4096);
    assert_int_equal(map.regions[1].start, 2 * MIB);
    assert_true(memory_map_is_sane(&map));
}

/* Neighbours of different kinds that become one kind become one region; a hole stays one. */
static void test_merge(void **state)
{
    (void)state;
    BUILD({ MIB, MIB, 1 }, { 2 * MIB, MIB, 3 }, { 3 * MIB, MIB, 4 }, { 5 * MIB, MIB, 1 });
    for (unsigned i = 1; i < map.count; i++)
        map.regions[i].kind = MEMORY_USABLE;
    memory_map_merge(&map);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { MIB, 4 * MIB, MEMORY_USABLE },
                   { 5 * MIB, 6 * MIB, MEMORY_USABLE });
}

static void test_lists(void **state)
{
    (void)state;
    BUILD({ MIB, MIB, 1 }, { 2 * MIB, MIB, 2 }, { 5 * MIB, MIB, 1 });
    assert_true(memory_map_lists(&map, 0, 3 * MIB));
    assert_true(memory_map_lists(&map, 3 * MIB - 1, 3 * MIB));
    assert_false(memory_map_lists(&map, 3 * MIB - 1, 3 * MIB + 1));
    assert_false(memory_map_lists(&map, 3 * MIB, 3 * MIB + 1));
    assert_false(memory_map_lists(&map, 4 * MIB, 6 * MIB));
    assert_false(memory_map_lists(&map, 5 * MIB, 6 * MIB + 1));
    assert_true(memory_map_lists(&map, 5 * MIB, 6 * MIB));
    map.count = 0;
    assert_false(memory_map_lists(&map, 0, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_reserve_random),
        cmocka_unit_test(test_reserve_in_a_full_table),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
