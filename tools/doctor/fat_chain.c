/* SPDX-License-Identifier: MIT */
/*
 * fat_chain.c — entries of 12 bits lie across bytes; all are read through a small window, since a
 * table can be larger than memory and chains mostly go forward.
 */
#include "doctor/fat_chain.h"

#include "lib/bytes.h"

/* Reads the two or four bytes of an entry. */
static bool entry_bytes_read(struct fat *fat, uint64_t at, uint8_t *bytes, unsigned count)
{
    for (unsigned i = 0; i < count; i++, at++) {
        uint64_t block = at / FAT_CACHE_BYTES * FAT_CACHE_BYTES;
        uint64_t room = fat->fat_bytes - block;

        if (at >= fat->fat_bytes)
            return false;
        if (block != fat->cache_at) {
            fat->cache_at = UINT64_MAX;
            if (!span_read(&fat->span, fat->fat_at + block, fat->cache,
                           room < FAT_CACHE_BYTES ? (size_t)room : FAT_CACHE_BYTES))
                return false;
            fat->cache_at = block;
        }
        bytes[i] = fat->cache[at - block];
    }
    return true;
}

/* The number behind a cluster's, without the bits that do not belong to it. */
static bool entry_read(struct fat *fat, uint32_t cluster, uint32_t *next)
{
    uint8_t bytes[4] = { 0 };
    bool is_read =
        entry_bytes_read(fat, (uint64_t)cluster * fat->bits / 8, bytes, fat->bits == 32 ? 4 : 2);

    if (fat->bits == 32)
        *next = bytes_u32(bytes) & 0x0fffffff;
    else if (fat->bits == 16)
        *next = bytes_u16(bytes);
    else
        *next = (cluster & 1 ? bytes_u16(bytes) >> 4 : bytes_u16(bytes)) & 0xfff;
    return is_read;
}

static bool cluster_exists(const struct fat *fat, uint32_t cluster)
{
    return cluster >= 2 && cluster - 2 < fat->clusters;
}

void fat_damage(struct fat *fat, const char *what)
{
    if (fat->damage == NULL)
        fat->damage = what;
}

bool fat_chain_begin(struct fat *fat, struct fat_chain *chain, uint32_t first)
{
    *chain = (struct fat_chain){ .cluster = first, .left = fat->clusters };
    if (!cluster_exists(fat, first))
        fat_damage(fat, "a file begins in a cluster that does not exist");
    return cluster_exists(fat, first);
}

int fat_chain_next(struct fat *fat, struct fat_chain *chain)
{
    const uint32_t end = fat->bits == 32 ? 0x0ffffff8 : fat->bits == 16 ? 0xfff8 : 0xff8;
    uint32_t next;

    if (!entry_read(fat, chain->cluster, &next)) {
        fat_damage(fat, "the table is shorter than its clusters need");
        return -1;
    }
    if (next >= end)
        return 0;
    if (!cluster_exists(fat, next) || --chain->left == 0) {
        fat_damage(fat, next == 0 ? "a file's chain leads to a free cluster"
                        : chain->left == 0
                            ? "a file's chain goes in circles"
                            : "a file's chain leads to a cluster that does not exist");
        return -1;
    }
    chain->cluster = next;
    return 1;
}
