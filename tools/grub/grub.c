/* SPDX-License-Identifier: MIT */
/*
 * grub.c — a header with a magic word says where a run of objects begins and ends, each of which has
 * a type and a size. Sizes are as long as the platform's words, so two layouts are tried.
 */
#include "grub/grub.h"

#include "lib/bytes.h"

#include <stdio.h>
#include <string.h>

#define MODULES_MAGIC  0x676d696du /* "mimg" */
#define OBJECT_MEMDISK 1u
#define OBJECT_CONFIG  2u
#define OBJECT_PREFIX  3u
#define TAR_BLOCK      512u

/* Up to the first NUL. */
static struct grub_part text_part(const uint8_t *bytes, size_t size)
{
    const uint8_t *end = memchr(bytes, '\0', size);

    return (struct grub_part){ bytes, end != NULL ? (size_t)(end - bytes) : size };
}

static bool objects_take(struct grub *grub, const uint8_t *mods, size_t size, uint64_t at,
                         uint64_t end)
{
    if (at > end || end > size)
        return false;
    while (end - at >= 8) {
        uint32_t type = bytes_u32(mods + at), bytes = bytes_u32(mods + at + 4);

        if (bytes < 8 || bytes > end - at)
            return false;
        if (type == OBJECT_PREFIX)
            grub->prefix = text_part(mods + at + 8, bytes - 8);
        else if (type == OBJECT_CONFIG)
            grub->config = text_part(mods + at + 8, bytes - 8);
        else if (type == OBJECT_MEMDISK)
            grub->memdisk = (struct grub_part){ mods + at + 8, bytes - 8 };
        at += bytes;
    }
    return grub->prefix.bytes != NULL;
}

bool grub_parse(struct grub *grub, const uint8_t *mods, size_t size)
{
    *grub = (struct grub){ 0 };
    if (size < 24 || bytes_u32(mods) != MODULES_MAGIC)
        return false;
    if (bytes_u32(mods + 4) == 0)
        return objects_take(grub, mods, size, bytes_u64(mods + 8), bytes_u64(mods + 16));
    return objects_take(grub, mods, size, bytes_u32(mods + 4), bytes_u32(mods + 8));
}

/* An octal number of a tar header. */
static uint64_t octal_parse(const uint8_t *digits, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size && digits[i] >= '0' && digits[i] <= '7'; i++)
        value = value << 3 | (uint64_t)(digits[i] - '0');
    return value;
}

struct grub_part grub_memdisk_file(const struct grub_part *memdisk, const char *path)
{
    struct grub_part none = { NULL, 0 };
    size_t at = 0;

    while (*path == '/')
        path++;
    while (memdisk->size - at >= TAR_BLOCK) {
        const uint8_t *header = memdisk->bytes + at;
        uint64_t size = octal_parse(header + 124, 11), room = memdisk->size - at - TAR_BLOCK;
        char name[257];

        if (memcmp(header + 257, "ustar", 5) != 0 || size > room)
            return none;
        snprintf(name, sizeof(name), "%.155s%s%.100s", header + 345, header[345] ? "/" : "",
                 header);
        if (strcmp(strncmp(name, "./", 2) == 0 ? name + 2 : name, path) == 0)
            return (struct grub_part){ header + TAR_BLOCK, (size_t)size };
        size = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        if (size > room)
            return none;
        at += TAR_BLOCK + (size_t)size;
    }
    return none;
}
