/* SPDX-License-Identifier: MIT */
/*
 * fat.h — a FAT file system: its first sector, its chains of clusters, its folders and files
 * (Microsoft Extensible Firmware Initiative FAT32 File System Specification 1.03).
 *
 * Which kind of FAT it is follows from the number of clusters, but a FAT32 is also laid out in
 * another way, and readers differ in which of the two they go by: here the layout decides, and
 * fat_check() compares.
 */
#pragma once

#include "doctor/listing.h"
#include "doctor/medium.h"

#define FAT12_CLUSTERS_END 4085u
#define FAT16_CLUSTERS_END 65525u
#define FAT_CACHE_BYTES    4096u

struct fat {
    struct span span; /* what the file system says it takes, cut where the medium ends */
    unsigned bits;    /* of an entry: 12, 16, 32 */
    unsigned sector_bytes;
    unsigned cluster_bytes;
    unsigned fats;
    uint32_t hidden; /* sectors in front of it, as it says */
    uint32_t serial;
    uint32_t root_cluster; /* FAT32 */
    uint32_t clusters;
    uint64_t bytes; /* that it says it takes */
    uint64_t fat_at, fat_bytes, root_at, root_bytes, data_at;
    uint8_t media;
    const char *damage; /* the first that was met, NULL without */
    uint64_t cache_at;  /* UINT64_MAX: empty */
    uint8_t cache[FAT_CACHE_BYTES];
};

/* True when a sector of 512 bytes can be the first of a FAT file system. */
bool fat_is_start(const uint8_t *sector);

/* Opens what begins at the start of the span. False when that is no FAT file system. */
bool fat_open(struct fat *fat, const struct span *span);

/*
 * Lists all files and folders, following every file's chain to its end. False when something is
 * damaged, which fat->damage then tells; what was found until there is listed.
 */
bool fat_list(struct fat *fat, struct listing *listing);

/*
 * The first `size` bytes of a file whose first cluster is `first`, for free(). NULL when its chain
 * is shorter, or there is no memory.
 */
uint8_t *fat_load(struct fat *fat, uint32_t first, size_t size);

/* True when all the tables say the same, as far as they are compared (64 MiB). */
bool fat_copies_agree(struct fat *fat);

/* Where a cluster begins on the medium. */
uint64_t fat_place(const struct fat *fat, uint32_t cluster);
