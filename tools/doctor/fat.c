/* SPDX-License-Identifier: MIT */
/*
 * fat.c — the numbers of the first sector are checked against each other before one of them is used
 * to find anything.
 */
#include "doctor/fat_chain.h"

#include "lib/bytes.h"

#include <stdlib.h>
#include <string.h>

#define COMPARE_BYTES_MAX (64u << 20)

static bool is_power_of_two(unsigned number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

bool fat_is_start(const uint8_t *sector)
{
    unsigned sector_bytes = bytes_u16(sector + 11), media = sector[21];
    bool is_jump = (sector[0] == 0xeb && sector[2] == 0x90) || sector[0] == 0xe9;

    return is_jump && is_power_of_two(sector_bytes) && sector_bytes >= 512 &&
           sector_bytes <= 4096 && is_power_of_two(sector[13]) && bytes_u16(sector + 14) != 0 &&
           sector[16] >= 1 && sector[16] <= 2 && (media == 0xf0 || media >= 0xf8);
}

/* Lays out tables, root folder and clusters; false when they do not fit into each other. */
static bool layout_take(struct fat *fat, const uint8_t *sector)
{
    uint64_t sectors = bytes_u16(sector + 19), fat_sectors = bytes_u16(sector + 22);
    bool is_32 = fat_sectors == 0;

    if (sectors == 0)
        sectors = bytes_u32(sector + 32);
    if (is_32)
        fat_sectors = bytes_u32(sector + 36);
    fat->bytes = sectors * fat->sector_bytes;
    fat->fat_at = (uint64_t)bytes_u16(sector + 14) * fat->sector_bytes;
    fat->fat_bytes = fat_sectors * fat->sector_bytes;
    fat->root_at = fat->fat_at + fat->fats * fat->fat_bytes;
    fat->root_bytes = 32u * bytes_u16(sector + 17);
    fat->data_at = fat->root_at + (fat->root_bytes + fat->sector_bytes - 1) / fat->sector_bytes *
                                      fat->sector_bytes;
    if (fat_sectors == 0 || (fat->root_bytes == 0) != is_32 || fat->data_at >= fat->bytes)
        return false;
    fat->clusters = (uint32_t)((fat->bytes - fat->data_at) / fat->cluster_bytes);
    fat->bits = is_32 ? 32 : fat->clusters < FAT12_CLUSTERS_END ? 12 : 16;
    fat->root_cluster = is_32 ? bytes_u32(sector + 44) : 0;
    fat->serial = bytes_u32(sector + (is_32 ? 67 : 39));
    return fat->clusters > 0 && fat->clusters < 0x0ffffff5;
}

bool fat_open(struct fat *fat, const struct span *span)
{
    uint8_t sector[SECTOR_BYTES];

    *fat = (struct fat){ .cache_at = UINT64_MAX };
    if (!span_read(span, 0, sector, sizeof(sector)) || !fat_is_start(sector))
        return false;
    fat->sector_bytes = bytes_u16(sector + 11);
    fat->cluster_bytes = fat->sector_bytes * sector[13];
    fat->fats = sector[16];
    fat->media = sector[21];
    fat->hidden = bytes_u32(sector + 28);
    if (!layout_take(fat, sector))
        return false;
    fat->span = span_part(span, 0, fat->bytes);
    return true;
}

uint64_t fat_place(const struct fat *fat, uint32_t cluster)
{
    return fat->span.offset + fat->data_at + (uint64_t)(cluster - 2) * fat->cluster_bytes;
}

uint8_t *fat_load(struct fat *fat, uint32_t first, size_t size)
{
    uint8_t *bytes = size <= fat->span.size ? malloc(size + 1) : NULL;
    struct fat_chain chain;
    size_t done = 0;

    if (bytes == NULL || (size > 0 && !fat_chain_begin(fat, &chain, first)))
        goto out;
    while (done < size) {
        size_t count = size - done < fat->cluster_bytes ? size - done : fat->cluster_bytes;

        if (!span_read(&fat->span, fat_place(fat, chain.cluster) - fat->span.offset, bytes + done,
                       count))
            goto out;
        done += count;
        if (done < size && fat_chain_next(fat, &chain) <= 0)
            goto out;
    }
    return bytes;

out:
    free(bytes);
    return NULL;
}

bool fat_copies_agree(struct fat *fat)
{
    uint8_t one[FAT_CACHE_BYTES], other[FAT_CACHE_BYTES];
    uint64_t size = fat->fat_bytes < COMPARE_BYTES_MAX ? fat->fat_bytes : COMPARE_BYTES_MAX;

    for (uint64_t at = 0; fat->fats == 2 && at < size; at += sizeof(one)) {
        size_t count = size - at < sizeof(one) ? (size_t)(size - at) : sizeof(one);

        if (!span_read(&fat->span, fat->fat_at + at, one, count) ||
            !span_read(&fat->span, fat->fat_at + fat->fat_bytes + at, other, count) ||
            memcmp(one, other, count) != 0)
            return false;
    }
    return true;
}
