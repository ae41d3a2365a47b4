/* SPDX-License-Identifier: MIT */
/* tests/unit/memory_map_fixture.h — a map out of a loader's entries, and what it should hold. */
#pragma once

#include "mm/memory_map.h"

#include "lib/error.h"

#include "exact.h"

#define MIB (UINT64_C(1) << 20)

static struct memory_map map;

static int build(const struct boot_memory *raw, unsigned count)
{
    struct boot_memory *copy = (struct boot_memory *)exact_copy(raw, count * sizeof(*raw));
    int result;

    memset(&map, 0xa5, sizeof(map));
    result = memory_map_build(&map, copy, count);
    free(copy);
    assert_true(memory_map_is_sane(&map));
    for (unsigned i = 1; i < map.count; i++)
        assert_true(map.regions[i].start > map.regions[i - 1].end ||
                    map.regions[i].kind != map.regions[i - 1].kind); /* merged */
    assert_int_equal(result, memory_map_usable_bytes(&map) ? 0 : -E_NODEV);
    return result;
}

#define BUILD(...)                                     \
    build((const struct boot_memory[]){ __VA_ARGS__ }, \
          sizeof((struct boot_memory[]){ __VA_ARGS__ }) / sizeof(struct boot_memory))

static void assert_regions(const struct memory_region *expected, unsigned count)
{
    assert_int_equal(map.count, count);
    for (unsigned i = 0; i < count; i++) {
        if (map.regions[i].start != expected[i].start || map.regions[i].end != expected[i].end ||
            map.regions[i].kind != expected[i].kind)
            fail_msg("region %u is %llx-%llx %s", i, (unsigned long long)map.regions[i].start,
                     (unsigned long long)map.regions[i].end, memory_kind_name(map.regions[i].kind));
    }
}

#define ASSERT_REGIONS(...)                                       \
    assert_regions((const struct memory_region[]){ __VA_ARGS__ }, \
                   sizeof((struct memory_region[]){ __VA_ARGS__ }) / sizeof(struct memory_region))
