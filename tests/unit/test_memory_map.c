/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_memory_map.c — memory maps: recorded, hostile, and random ones against an oracle.
 *
 * The oracle looks at each unit of a small address space by itself and takes the worst entry that
 * covers it: no sorting, no edges.
 */
#include "memory_map_fixture.h"

/* SeaBIOS, chipset pc, 128 MB: a hole of 12 GiB is listed far above. */
static void test_recorded_bios(void **state)
{
    (void)state;
    assert_int_equal(BUILD({ 0x0, 0x9fc00, 1 }, { 0x9fc00, 0x400, 2 }, { 0xf0000, 0x10000, 2 },
                           { 0x100000, 0x7ee0000, 1 }, { 0x7fe0000, 0x20000, 2 },
                           { 0xfffc0000, 0x40000, 2 },
                           { UINT64_C(0xfd00000000), UINT64_C(0x300000000), 2 }),
                     0);
    ASSERT_REGIONS({ 0, 0x100000, MEMORY_RESERVED }, { 0x100000, 0x7fe0000, MEMORY_USABLE },
                   { 0x7fe0000, 0x8000000, MEMORY_RESERVED },
                   { 0xfffc0000, UINT64_C(0x100000000), MEMORY_RESERVED },
                   { UINT64_C(0xfd00000000), UINT64_C(0x10000000000), MEMORY_RESERVED });
    assert_true(memory_map_usable_bytes(&map) == 0x7ee0000);
    assert_true(memory_map_usable_top(&map) == 0x7fe0000);
    assert_int_equal(map.entries_ignored, 0);
}

/* The same over the network: the network stack hides itself in a gap nobody lists. */
static void test_recorded_pxe(void **state)
{
    (void)state;
    assert_int_equal(BUILD({ 0x0, 0x9c400, 1 }, { 0xf0000, 0x10000, 2 }, { 0x100000, 0xfe2f000, 1 },
                           { 0xffe0000, 0x20000, 2 }, { 0xfffc0000, 0x40000, 2 },
                           { UINT64_C(0xfd00000000), UINT64_C(0x300000000), 2 }),
                     0);
    assert_true(memory_map_usable_top(&map) == 0xff2f000);
    assert_int_equal(memory_map_worst(&map, 0xff2f000, 0xffe0000), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 0xff2e000, 0xff2f000), MEMORY_USABLE);
    assert_int_equal(memory_map_worst(&map, 0xff2e000, 0xff30000), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 0x9c000, 0x9d000), MEMORY_RESERVED);
}

/* 64-bit OVMF: holes of ACPI NVS low down, type 20, nothing listed from 0xa0000 to 0xfffff. */
static void test_recorded_uefi(void **state)
{
    (void)state;
    assert_int_equal(
        BUILD({ 0x0, 0xa0000, 1 }, { 0x100000, 0x706000, 1 }, { 0x806000, 0x2000, 4 },
              { 0x808000, 0x8000, 1 }, { 0x810000, 0xf0000, 4 }, { 0x900000, 0x61a0000, 1 },
              { 0x6aa0000, 0x102000, 2 }, { 0x6ba2000, 0x94a000, 1 }, { 0x74ec000, 0x100000, 2 },
              { 0x75ec000, 0x100000, 20 }, { 0x76ec000, 0x80000, 2 }, { 0x776c000, 0x12000, 3 },
              { 0x777e000, 0x80000, 4 }, { 0x77fe000, 0x6f6000, 1 }, { 0x7ef4000, 0x84000, 2 },
              { 0x7f78000, 0x88000, 4 }, { 0xffc00000, 0x400000, 2 }),
        0);
    assert_int_equal(memory_map_worst(&map, 0x100000, 0x806000), MEMORY_USABLE);
    assert_int_equal(memory_map_worst(&map, 0x100000, 0x900000), MEMORY_ACPI_NVS);
    assert_int_equal(memory_map_worst(&map, 0xa0000, 0x100000), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 0x75ec000, 0x75ed000), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 0x776c000, 0x777e000), MEMORY_ACPI_RECLAIM);
    assert_true(memory_map_usable_top(&map) == 0x7ef4000);
    assert_true(memory_map_usable_bytes(&map) ==
                0x706000 + 0x8000 + 0x61a0000 + 0x94a000 + 0x6f6000);
}

/* 5 GB, and 3 GB with most of it above 4 GiB. */
static void test_recorded_above_4g(void **state)
{
    (void)state;
    assert_int_equal(BUILD({ 0x0, 0x9fc00, 1 }, { 0x9fc00, 0x400, 2 }, { 0xf0000, 0x10000, 2 },
                           { 0x100000, 0xbfee0000, 1 }, { 0xbffe0000, 0x20000, 2 },
                           { 0xfffc0000, 0x40000, 2 }, { UINT64_C(0x100000000), 0x80000000, 1 },
                           { UINT64_C(0xfd00000000), UINT64_C(0x300000000), 2 }),
                     0);
    assert_true(memory_map_usable_top(&map) == UINT64_C(0x180000000));
    assert_int_equal(BUILD({ 0x0, 0x9fc00, 1 }, { 0x9fc00, 0x400, 2 }, { 0xf0000, 0x10000, 2 },
                           { 0x100000, 0x1fedf000, 1 }, { 0x1ffdf000, 0x21000, 2 },
                           { 0xb0000000, 0x10000000, 2 }, { 0xfed1c000, 0x4000, 2 },
                           { 0xfffc0000, 0x40000, 2 }, { UINT64_C(0x100000000), 0xa0000000, 1 },
                           { UINT64_C(0xfd00000000), UINT64_C(0x300000000), 2 }),
                     0);
    assert_true(memory_map_usable_bytes(&map) == 0x1fedf000 + UINT64_C(0xa0000000));
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(memory_map_build(&map, NULL, 0), -E_NODEV);
    assert_int_equal(map.count, 1);
    assert_int_equal(BUILD({ MIB, MIB, 2 }), -E_NODEV);
    assert_int_equal(BUILD({ 0, MIB, 1 }), -E_NODEV);
    assert_true(memory_map_usable_top(&map) == 0);
    assert_int_equal(BUILD({ MIB - 1, 2, 1 }), 0);
    assert_true(memory_map_usable_bytes(&map) == 1);
}

static void test_types(void **state)
{
    static const struct {
        uint32_t type;
        enum memory_kind kind;
    } types[] = { { 0, MEMORY_RESERVED },         { 1, MEMORY_USABLE },
                  { 2, MEMORY_RESERVED },         { 3, MEMORY_ACPI_RECLAIM },
                  { 4, MEMORY_ACPI_NVS },         { 5, MEMORY_BAD },
                  { 6, MEMORY_RESERVED },         { 7, MEMORY_RESERVED },
                  { 12, MEMORY_RESERVED },        { 20, MEMORY_RESERVED },
                  { 257, MEMORY_RESERVED },       { 0xefffffff, MEMORY_RESERVED },
                  { UINT32_MAX, MEMORY_RESERVED } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        BUILD({ 4 * MIB, MIB, types[i].type });
        assert_int_equal(memory_map_worst(&map, 4 * MIB, 5 * MIB), types[i].kind);
    }
}

static void test_overlaps(void **state)
{
    (void)state;
    /* Unsorted, nested, overlapping, twice the same, touching. */
    BUILD({ 8 * MIB, 8 * MIB, 1 }, { 2 * MIB, 20 * MIB, 1 }, { 10 * MIB, 2 * MIB, 2 },
          { 11 * MIB, 4 * MIB, 4 }, { 10 * MIB, 2 * MIB, 2 }, { 11 * MIB, MIB, 5 },
          { 22 * MIB, MIB, 1 });
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { 2 * MIB, 10 * MIB, MEMORY_USABLE },
                   { 10 * MIB, 11 * MIB, MEMORY_RESERVED }, { 11 * MIB, 12 * MIB, MEMORY_BAD },
                   { 12 * MIB, 15 * MIB, MEMORY_ACPI_NVS }, { 15 * MIB, 23 * MIB, MEMORY_USABLE });
}

static void test_low_memory_is_never_usable(void **state)
{
    (void)state;
    BUILD({ 0, 16 * MIB, 1 }, { 0x80000, 0x1000, 5 });
    ASSERT_REGIONS({ 0, 0x80000, MEMORY_RESERVED }, { 0x80000, 0x81000, MEMORY_BAD },
                   { 0x81000, MIB, MEMORY_RESERVED }, { MIB, 16 * MIB, MEMORY_USABLE });
}

static void test_ignored(void **state)
{
    (void)state;
    BUILD({ 4 * MIB, 0, 2 }, { UINT64_MAX, 1, 1 }, { 8 * MIB, UINT64_MAX, 2 },
          { UINT64_MAX - 0xfff, 0x1000, 1 }, { 4 * MIB, MIB, 1 });
    assert_int_equal(map.entries_ignored, 4);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { 4 * MIB, 5 * MIB, MEMORY_USABLE });
    BUILD({ 0, UINT64_MAX, 1 });
    assert_int_equal(map.entries_ignored, 0);
    ASSERT_REGIONS({ 0, MIB, MEMORY_RESERVED }, { MIB, UINT64_MAX, MEMORY_USABLE });
}

/* More entries than there is room for: what is lost is usable memory, never a reservation. */
static void test_too_many_entries(void **state)
{
    static struct boot_memory raw[2 * BOOT_MEMORY_MAX];
    unsigned usable = 0;

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(raw); i++) {
        bool reserve = i >= ARRAY_SIZE(raw) - 100; /* the last ones, in the middle of the others */

        raw[i] = (struct boot_memory){ .base = MIB + (reserve ? i - 900 : i) * 4 * MIB,
                                       .length = reserve ? MIB / 2 : MIB,
                                       .type = reserve ? 2 : 1 };
    }
    assert_int_equal(build(raw, ARRAY_SIZE(raw)), 0);
    assert_int_equal(map.entries_ignored, BOOT_MEMORY_MAX);
    for (unsigned i = 24; i < 124; i++)
        assert_int_equal(memory_map_worst(&map, raw[i].base, raw[i].base + MIB / 2),
                         MEMORY_RESERVED);
    for (unsigned i = 0; i < map.count; i++)
        usable += map.regions[i].kind == MEMORY_USABLE;
    assert_int_equal(usable, BOOT_MEMORY_MAX - 100);
}

/* The most regions that so many entries can make: nested, of kinds by turns. */
static void test_too_many_regions(void **state)
{
    static struct boot_memory raw[BOOT_MEMORY_MAX];

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(raw); i++)
        raw[i] = (struct boot_memory){ .base = (i + 2) * MIB,
                                       .length = (2000 - 2 * i) * MIB,
                                       .type = i + 1 }; /* 1, 2, 3 … */
    build(raw, ARRAY_SIZE(raw));
    for (unsigned i = 0; i < ARRAY_SIZE(raw); i++)
        raw[i] = (struct boot_memory){ .base = (2 * i + 2) * MIB, .length = MIB, .type = 1 };
    assert_int_equal(build(raw, ARRAY_SIZE(raw)), 0);
    assert_int_equal(map.count, BOOT_MEMORY_MAX + 1);
    assert_int_equal(map.entries_ignored, 0);
    /* One stretch of memory with islands in it: no map of so many entries has more regions. */
    raw[0] = (struct boot_memory){ .base = MIB, .length = 3 * BOOT_MEMORY_MAX * MIB, .type = 1 };
    for (unsigned i = 1; i < ARRAY_SIZE(raw); i++)
        raw[i].type = 2;
    assert_int_equal(build(raw, ARRAY_SIZE(raw)), 0);
    assert_int_equal(map.count, MEMORY_REGIONS_MAX);
    assert_int_equal(map.entries_ignored, 0);
}

#define UNITS 40

static enum memory_kind kind_of(uint32_t type)
{
    return type == 1   ? MEMORY_USABLE
           : type == 3 ? MEMORY_ACPI_RECLAIM
           : type == 4 ? MEMORY_ACPI_NVS
           : type == 5 ? MEMORY_BAD
                       : MEMORY_RESERVED;
}

/* Kind of each unit of 512 KiB by looking at every entry, -1 where nobody listed it. */
static void oracle(int units[UNITS], const struct boot_memory *raw, unsigned count)
{
    for (unsigned u = 0; u < UNITS; u++) {
        units[u] = u < 2 ? (int)MEMORY_RESERVED : -1;
        for (unsigned i = 0; i < count; i++) {
            uint64_t at = u * MIB / 2;

            if (at >= raw[i].base && at < raw[i].base + raw[i].length &&
                (int)kind_of(raw[i].type) > units[u])
                units[u] = (int)kind_of(raw[i].type);
        }
    }
}

static int region_kind_at(uint64_t at)
{
    for (unsigned i = 0; i < map.count; i++)
        if (at >= map.regions[i].start && at < map.regions[i].end)
            return (int)map.regions[i].kind;
    return -1;
}

static enum memory_kind oracle_worst(const int units[UNITS], unsigned from, unsigned to)
{
    enum memory_kind worst = from < to ? MEMORY_USABLE : MEMORY_RESERVED;

    for (unsigned u = from; u < to; u++) {
        enum memory_kind kind = units[u] < 0 ? MEMORY_RESERVED : (enum memory_kind)units[u];

        worst = kind > worst ? kind : worst;
    }
    return worst;
}

static void test_random_maps(void **state)
{
    uint64_t random = 11;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        unsigned count = exact_random(&random) % 12;
        struct boot_memory raw[12];
        int units[UNITS];

        for (unsigned i = 0; i < count; i++) {
            raw[i].base = exact_random(&random) % (UNITS - 8) * MIB / 2;
            raw[i].length = exact_random(&random) % 9 * MIB / 2;
            raw[i].type = exact_random(&random) % 3 ? 1 : (uint32_t)exact_random(&random) % 8;
        }
        build(raw, count);
        oracle(units, raw, count);
        for (unsigned u = 0; u < UNITS; u++) {
            unsigned to = exact_random(&random) % (UNITS + 1);

            assert_int_equal(region_kind_at(u * MIB / 2 + 7), units[u]);
            assert_int_equal(memory_map_worst(&map, u * MIB / 2, to * MIB / 2),
                             oracle_worst(units, u, to));
        }
    }
}

static void test_worst_of_nothing(void **state)
{
    (void)state;
    BUILD({ MIB, 16 * MIB, 1 });
    assert_int_equal(memory_map_worst(&map, 2 * MIB, 2 * MIB), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 3 * MIB, 2 * MIB), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, UINT64_MAX - 1, UINT64_MAX), MEMORY_RESERVED);
    assert_int_equal(memory_map_worst(&map, 0, UINT64_MAX), MEMORY_RESERVED);
}

static void test_sane_sees_faults(void **state)
{
    static const struct memory_region bad[][2] = {
        { { MIB, 2 * MIB, MEMORY_USABLE }, { MIB, 3 * MIB, MEMORY_RESERVED } },
        { { 2 * MIB, 3 * MIB, MEMORY_USABLE }, { MIB, 2 * MIB, MEMORY_USABLE } },
        { { MIB, MIB, MEMORY_USABLE }, { 2 * MIB, 3 * MIB, MEMORY_USABLE } },
        { { 3 * MIB, 2 * MIB, MEMORY_USABLE }, { 4 * MIB, 5 * MIB, MEMORY_USABLE } },
        { { MIB, 2 * MIB, (enum memory_kind)5 }, { 4 * MIB, 5 * MIB, MEMORY_USABLE } },
        { { MIB - 1, 2 * MIB, MEMORY_USABLE }, { 4 * MIB, 5 * MIB, MEMORY_USABLE } },
    };

    (void)state;
    map.count = 2;
    map.regions[0] = (struct memory_region){ MIB, 2 * MIB, MEMORY_USABLE };
    map.regions[1] = (struct memory_region){ 2 * MIB, 3 * MIB, MEMORY_BAD };
    assert_true(memory_map_is_sane(&map));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        memcpy(map.regions, bad[i], sizeof(bad[i]));
        assert_false(memory_map_is_sane(&map));
    }
    map.count = MEMORY_REGIONS_MAX + 1;
    assert_false(memory_map_is_sane(&map));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(memory_kind_name(MEMORY_USABLE), "usable");
    assert_string_equal(memory_kind_name(MEMORY_BAD), "bad");
    assert_string_equal(memory_kind_name((enum memory_kind)5), "unknown");
    assert_string_equal(memory_kind_name((enum memory_kind) - 1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_bios),
        cmocka_unit_test(test_recorded_pxe),
        cmocka_unit_test(test_recorded_uefi),
        cmocka_unit_test(test_recorded_above_4g),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_overlaps),
        cmocka_unit_test(test_low_memory_is_never_usable),
        cmocka_unit_test(test_ignored),
        cmocka_unit_test(test_too_many_entries),
        cmocka_unit_test(test_too_many_regions),
        cmocka_unit_test(test_random_maps),
        cmocka_unit_test(test_worst_of_nothing),
        cmocka_unit_test(test_sane_sees_faults),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
