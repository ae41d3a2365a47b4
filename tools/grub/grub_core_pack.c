/* SPDX-License-Identifier: MIT */
/*
 * grub_core_pack.c — sizes stand in three places: in front of the objects, in front of the memory
 * disk, and in the unpacker; the first sector also counts the sectors behind it.
 */
#include "grub/grub_core_pack.h"

#include "lib/bytes.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#define OBJECT_MEMDISK 1u
#define OBJECT_HEAD    8u
#define BLOCK_COUNT_AT (GRUB_CORE_SECTOR - 4u) /* sectors of the first block list, 16 bits */
#define STREAM_SPARE   65536u                  /* what a stream may be longer than its content */
#define MEMDISK_MAX    (64u << 20)

/* The memory disk among the objects; NULL when there is none, or the objects are not the end. */
static const uint8_t *memdisk_find(const struct grub_part *mods)
{
    size_t at = bytes_u32(mods->bytes + 4), end = bytes_u32(mods->bytes + 8);
    const uint8_t *found = NULL;

    if (end != mods->size || at > end)
        return NULL;
    while (end - at >= OBJECT_HEAD) {
        size_t bytes = bytes_u32(mods->bytes + at + 4);

        if (bytes < OBJECT_HEAD || bytes > end - at)
            return NULL;
        if (bytes_u32(mods->bytes + at) == OBJECT_MEMDISK)
            found = mods->bytes + at;
        at += bytes;
    }
    return found;
}

uint8_t *grub_core_memdisk(const uint8_t *unpacked, size_t size, const struct grub_part *memdisk,
                           size_t *new_size)
{
    struct grub_part mods = grub_core_mods(unpacked, size);
    const uint8_t *old = mods.bytes != NULL ? memdisk_find(&mods) : NULL;
    size_t before, after, padded;
    uint8_t *bytes;

    if (old == NULL || memdisk->size > MEMDISK_MAX)
        return NULL;
    padded = (memdisk->size + GRUB_CORE_SECTOR - 1) / GRUB_CORE_SECTOR * GRUB_CORE_SECTOR;
    before = (size_t)(old - unpacked);
    after = size - before - bytes_u32(old + 4);
    *new_size = before + OBJECT_HEAD + padded + after;
    bytes = calloc(1, *new_size);
    if (bytes == NULL)
        return NULL;
    memcpy(bytes, unpacked, before + OBJECT_HEAD);
    bytes_put_u32(bytes + before + 4, (uint32_t)(OBJECT_HEAD + padded));
    bytes_put_u32(bytes + (mods.bytes - unpacked) + 8,
                  (uint32_t)(*new_size - (size_t)(mods.bytes - unpacked)));
    memcpy(bytes + before + OBJECT_HEAD, memdisk->bytes, memdisk->size);
    memcpy(bytes + *new_size - after, unpacked + size - after, after);
    return bytes;
}

uint8_t *grub_core_pack(const uint8_t *core, const uint8_t *unpacked, size_t size, unsigned effort,
                        size_t *packed_size)
{
    const size_t room = GRUB_CORE_STREAM + size + size / 64 + STREAM_SPARE;
    lzma_options_lzma options;
    lzma_filter filters[] = { { .id = LZMA_FILTER_LZMA1, .options = &options },
                              { .id = LZMA_VLI_UNKNOWN, .options = NULL } };
    uint8_t *bytes = malloc(room);
    size_t end = GRUB_CORE_STREAM, sectors;

    if (bytes == NULL || lzma_lzma_preset(&options, effort)) {
        free(bytes);
        return NULL;
    }
    options.lc = GRUB_CORE_LC;
    options.lp = GRUB_CORE_LP;
    options.pb = GRUB_CORE_PB;
    memcpy(bytes, core, GRUB_CORE_STREAM);
    if (lzma_raw_buffer_encode(filters, NULL, unpacked, size, bytes, &end, room) != LZMA_OK) {
        free(bytes);
        return NULL;
    }
    bytes_put_u32(bytes + GRUB_CORE_SIZES, (uint32_t)(end - GRUB_CORE_STREAM));
    bytes_put_u32(bytes + GRUB_CORE_SIZES + 4, (uint32_t)size);
    sectors = (end - GRUB_CORE_SECTOR + GRUB_CORE_SECTOR - 1) / GRUB_CORE_SECTOR;
    bytes[BLOCK_COUNT_AT] = (uint8_t)sectors;
    bytes[BLOCK_COUNT_AT + 1] = (uint8_t)(sectors >> 8);
    *packed_size = end;
    return bytes;
}
