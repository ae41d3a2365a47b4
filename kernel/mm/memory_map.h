/* SPDX-License-Identifier: MIT */
/*
 * mm/memory_map.h — the memory map, made trustworthy.
 *
 * Firmware's list may be unsorted, overlapping, empty or wrapping. The result here is sorted,
 * without overlap, neighbours of one kind merged; where entries overlap the worst kind wins (the
 * order of enum memory_kind); an unknown type is reserved; what nobody listed is in no region and
 * counts as reserved; and all below 1 MiB is reserved, since firmware goes on using that memory
 * whatever it says.
 */
#pragma once

#include "fmt/multiboot2.h"

#define MEMORY_REGIONS_MAX 1024

enum memory_kind {
    MEMORY_USABLE,
    MEMORY_ACPI_RECLAIM,
    MEMORY_ACPI_NVS,
    MEMORY_RESERVED,
    MEMORY_BAD
};

struct memory_region {
    paddr_t start, end; /* end exclusive */
    enum memory_kind kind;
};

struct memory_map {
    struct memory_region regions[MEMORY_REGIONS_MAX];
    unsigned count;
    unsigned entries_ignored; /* raw entries that were empty, wrapped, or did not fit */
};

/*
 * Builds map from count raw entries. Cost grows with count, not with memory. Returns 0; -E_NODEV
 * when no usable memory is left. Not re-entrant: it sorts in one static table.
 */
int memory_map_build(struct memory_map *map, const struct boot_memory *raw, unsigned count);

/*
 * Takes [start, end) out of what is usable: that part is in no region afterwards. Where the table has
 * no room for what is left on both sides, only the lower side stays.
 */
void memory_map_reserve(struct memory_map *map, paddr_t start, paddr_t end);

/* Makes one region of neighbours that touch and are of one kind, after kinds were changed. */
void memory_map_merge(struct memory_map *map);

/* Bytes of usable memory. */
uint64_t memory_map_usable_bytes(const struct memory_map *map);

/* The end of the highest usable region, 0 when there is none. */
paddr_t memory_map_usable_top(const struct memory_map *map);

/*
 * The worst kind found anywhere in [start, end); unlisted memory is MEMORY_RESERVED. An empty range
 * is MEMORY_RESERVED.
 */
enum memory_kind memory_map_worst(const struct memory_map *map, paddr_t start, paddr_t end);

/* Whether every byte of [start, end) is in some region, of whatever kinds. */
bool memory_map_lists(const struct memory_map *map, paddr_t start, paddr_t end);

const char *memory_kind_name(enum memory_kind kind);

/*
 * True when sorted, without overlap, no empty region, kinds known, nothing usable below 1 MiB: what
 * a test asks of a map in use.
 */
bool memory_map_is_sane(const struct memory_map *map);
