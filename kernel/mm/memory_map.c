/* SPDX-License-Identifier: MIT */
/*
 * mm/memory_map.c — sorts out what the firmware said about memory, by a sweep over its edges.
 *
 * Every entry gives two edges; between two neighbouring edges the worst kind that is open there
 * holds. Whatever is lost for want of room only makes memory unusable, never the other way round,
 * because what is not listed counts as reserved.
 */
#include "mm/memory_map.h"

#include "lib/error.h"

#define KINDS       (MEMORY_BAD + 1)
#define LOW_END     0x100000 /* below lie firmware's own data, video memory and ROMs */
#define ENTRIES_MAX (BOOT_MEMORY_MAX + 1)

enum raw_type { RAW_AVAILABLE = 1, RAW_ACPI_RECLAIM = 3, RAW_ACPI_NVS = 4, RAW_BAD = 5 };

struct edge {
    paddr_t at;
    uint8_t kind;
    int8_t step; /* +1 where an entry begins, -1 where it ends */
};

/* Too big for the boot stack. */
static struct edge edges[2 * ENTRIES_MAX];
static unsigned edge_count;

static enum memory_kind kind_of(uint32_t type)
{
    switch (type) {
    case RAW_AVAILABLE:
        return MEMORY_USABLE;
    case RAW_ACPI_RECLAIM:
        return MEMORY_ACPI_RECLAIM;
    case RAW_ACPI_NVS:
        return MEMORY_ACPI_NVS;
    case RAW_BAD:
        return MEMORY_BAD;
    default:
        return MEMORY_RESERVED;
    }
}

/* Moves the edge at root down to where the heap's order holds: no parent before its child. */
static void edges_sift(unsigned root, unsigned count)
{
    struct edge moved = edges[root];
    unsigned child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && edges[child + 1].at > edges[child].at)
            child++;
        if (edges[child].at <= moved.at)
            break;
        edges[root] = edges[child];
        root = child;
    }
    edges[root] = moved;
}

/* Heap sort: no recursion, no extra memory, and no order of entries makes it slow. */
static void edges_sort(void)
{
    for (unsigned i = edge_count / 2; i > 0; i--)
        edges_sift(i - 1, edge_count);
    for (unsigned end = edge_count; end > 1; end--) {
        struct edge last = edges[end - 1];

        edges[end - 1] = edges[0];
        edges[0] = last;
        edges_sift(0, end - 1);
    }
}

static bool edges_add(paddr_t start, paddr_t end, enum memory_kind kind)
{
    if (edge_count + 2 > ARRAY_SIZE(edges))
        return false;
    edges[edge_count++] = (struct edge){ .at = start, .kind = (uint8_t)kind, .step = 1 };
    edges[edge_count++] = (struct edge){ .at = end, .kind = (uint8_t)kind, .step = -1 };
    return true;
}

/* Adds the usable or the other entries; the others come first, so that they find room. */
static void entries_add(struct memory_map *map, const struct boot_memory *raw, unsigned count,
                        bool usable)
{
    for (unsigned i = 0; i < count; i++) {
        enum memory_kind kind = kind_of(raw[i].type);
        paddr_t end = raw[i].base + raw[i].length;

        if ((kind == MEMORY_USABLE) != usable)
            continue;
        if (end <= raw[i].base || !edges_add(raw[i].base, end, kind))
            map->entries_ignored++;
    }
}

/* The worst kind of which something is open, or -1. */
static int open_worst(const unsigned open[KINDS])
{
    for (int kind = KINDS - 1; kind >= 0; kind--)
        if (open[kind])
            return kind;
    return -1;
}

static void region_add(struct memory_map *map, paddr_t start, paddr_t end, enum memory_kind kind)
{
    struct memory_region *last = map->count ? &map->regions[map->count - 1] : NULL;

    if (last && last->end == start && last->kind == kind)
        last->end = end;
    else if (map->count < MEMORY_REGIONS_MAX)
        map->regions[map->count++] = (struct memory_region){ start, end, kind };
    else
        map->entries_ignored++;
}

static void edges_sweep(struct memory_map *map)
{
    unsigned open[KINDS] = { 0 };

    for (unsigned i = 0; i + 1 < edge_count; i++) {
        int worst;

        open[edges[i].kind] += (unsigned)edges[i].step;
        worst = open_worst(open);
        if (worst >= 0 && edges[i].at < edges[i + 1].at)
            region_add(map, edges[i].at, edges[i + 1].at, (enum memory_kind)worst);
    }
}

int memory_map_build(struct memory_map *map, const struct boot_memory *raw, unsigned count)
{
    map->count = 0;
    map->entries_ignored = 0;
    edge_count = 0;

    edges_add(0, LOW_END, MEMORY_RESERVED);
    entries_add(map, raw, count, false);
    entries_add(map, raw, count, true);
    edges_sort();
    edges_sweep(map);
    return memory_map_usable_bytes(map) ? 0 : -E_NODEV;
}

static void region_remove(struct memory_map *map, unsigned index)
{
    map->count--;
    for (unsigned i = index; i < map->count; i++)
        map->regions[i] = map->regions[i + 1];
}

static void region_insert(struct memory_map *map, unsigned index, struct memory_region region)
{
    if (map->count == MEMORY_REGIONS_MAX) {
        map->entries_ignored++;
        return;
    }
    for (unsigned i = map->count; i > index; i--)
        map->regions[i] = map->regions[i - 1];
    map->regions[index] = region;
    map->count++;
}

void memory_map_reserve(struct memory_map *map, paddr_t start, paddr_t end)
{
    unsigned i = 0;

    while (start < end && i < map->count) {
        struct memory_region *region = &map->regions[i];
        const struct memory_region above = { end, region->end, region->kind };

        if (region->kind != MEMORY_USABLE || region->end <= start || region->start >= end) {
            i++;
            continue;
        }
        if (region->start < start) {
            region->end = start;
            i++;
        } else {
            region_remove(map, i);
        }
        if (above.start < above.end)
            region_insert(map, i++, above);
    }
}

void memory_map_merge(struct memory_map *map)
{
    const unsigned count = map->count;

    map->count = 0;
    for (unsigned i = 0; i < count; i++)
        region_add(map, map->regions[i].start, map->regions[i].end, map->regions[i].kind);
}

uint64_t memory_map_usable_bytes(const struct memory_map *map)
{
    uint64_t bytes = 0;

    for (unsigned i = 0; i < map->count; i++)
        if (map->regions[i].kind == MEMORY_USABLE)
            bytes += map->regions[i].end - map->regions[i].start;
    return bytes;
}

paddr_t memory_map_usable_top(const struct memory_map *map)
{
    for (unsigned i = map->count; i > 0; i--)
        if (map->regions[i - 1].kind == MEMORY_USABLE)
            return map->regions[i - 1].end;
    return 0;
}

enum memory_kind memory_map_worst(const struct memory_map *map, paddr_t start, paddr_t end)
{
    enum memory_kind worst = MEMORY_USABLE;
    paddr_t covered = start; /* everything before it was seen in some region */

    if (start >= end)
        return MEMORY_RESERVED;
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_region *region = &map->regions[i];

        if (region->end <= start || region->start >= end)
            continue;
        if (region->start > covered && worst < MEMORY_RESERVED)
            worst = MEMORY_RESERVED;
        if (region->kind > worst)
            worst = region->kind;
        covered = region->end;
    }
    if (covered < end && worst < MEMORY_RESERVED)
        worst = MEMORY_RESERVED;
    return worst;
}

bool memory_map_lists(const struct memory_map *map, paddr_t start, paddr_t end)
{
    for (unsigned i = 0; i < map->count && start < end; i++)
        if (map->regions[i].start <= start && map->regions[i].end > start)
            start = map->regions[i].end;
    return start >= end;
}

const char *memory_kind_name(enum memory_kind kind)
{
    static const char *const names[] = {
        [MEMORY_USABLE] = "usable",     [MEMORY_ACPI_RECLAIM] = "ACPI tables",
        [MEMORY_ACPI_NVS] = "ACPI NVS", [MEMORY_RESERVED] = "reserved",
        [MEMORY_BAD] = "bad",
    };

    return (unsigned)kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

bool memory_map_is_sane(const struct memory_map *map)
{
    paddr_t before = 0;

    if (map->count > MEMORY_REGIONS_MAX)
        return false;
    for (unsigned i = 0; i < map->count; i++) {
        const struct memory_region *region = &map->regions[i];

        if (region->start < before || region->start >= region->end)
            return false;
        if ((unsigned)region->kind >= KINDS)
            return false;
        if (region->kind == MEMORY_USABLE && region->start < LOW_END)
            return false;
        before = region->end;
    }
    return true;
}
