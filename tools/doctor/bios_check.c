/* SPDX-License-Identifier: MIT */
/*
 * bios_check.c — GRUB's core is the same wherever a BIOS loads it from; in front of it stand a
 * sector on disks, a block on a CD, two sectors on a network.
 */
#include "doctor/checks.h"

#include "doctor/boot_code.h"
#include "grub/grub_core.h"
#include "lib/bytes.h"

#include <stdlib.h>

#define CD_CORE_AT     2048u
#define CD_LENGTH_AT   16u /* in the boot information table */
#define CORE_BYTES_MAX (64u << 20)

/* `at` is where the core begins in a loader of so many bytes; NULL bytes are none. */
static void core_check(const uint8_t *loader, size_t size, size_t at, const struct volume *home,
                       const struct view *view, struct place place, struct findings *findings)
{
    size_t unpacked_size;
    uint8_t *unpacked = loader != NULL && size > at
                            ? grub_core_unpack(loader + at, size - at, &unpacked_size)
                            : NULL;

    if (unpacked != NULL) {
        struct grub_part mods = grub_core_mods(unpacked, unpacked_size);

        if (mods.bytes != NULL)
            grub_check(mods.bytes, mods.size, home, view, place, findings);
    }
    free(unpacked);
}

/* The core in the gap. */
static void disk_check(const struct image *image, const struct view *view,
                       struct findings *findings)
{
    struct boot_code code = boot_code_parse(image->sector);
    uint8_t *loader;
    struct core core;
    uint64_t size;

    if (code.kind != BOOT_CODE_DISK || !core_find(&image->whole, code.core_lba, &core) ||
        core.second != core.first + 1)
        return;
    size = (core.end - core.first) * SECTOR_BYTES;
    loader = size <= CORE_BYTES_MAX
                 ? span_load(&image->whole, core.first * SECTOR_BYTES, (size_t)size)
                 : NULL;
    core_check(loader, (size_t)size, 0, NULL, view, place_at(core.first * SECTOR_BYTES), findings);
    free(loader);
}

/* The El Torito loader, whose length stands in itself. */
static void cd_check(struct image *image, const struct view *view, struct findings *findings)
{
    const struct eltorito_image *entry = eltorito_find(&image->eltorito, ELTORITO_PLATFORM_BIOS);
    uint8_t head[CD_LENGTH_AT + 4];
    uint8_t *loader;
    uint32_t size;

    if (entry == NULL || !span_read(&image->whole, entry->image_at, head, sizeof(head)))
        return;
    size = bytes_u32(head + CD_LENGTH_AT);
    loader = size <= CORE_BYTES_MAX ? span_load(&image->whole, entry->image_at, size) : NULL;
    core_check(loader, size, CD_CORE_AT, image_tree(image), view, place_at(entry->image_at),
               findings);
    free(loader);
}

void bios_check(struct image *image, const struct view *view, struct findings *findings)
{
    if (image->has_sector && image->has_table)
        disk_check(image, view, findings);
    if (image->has_iso)
        cd_check(image, view, findings);
}

void bios_file_check(struct volume *tree, const struct listing_entry *entry,
                     struct findings *findings)
{
    const struct view view = { tree, 1, tree->listing.is_cut };
    uint8_t *loader = volume_load(tree, entry, CORE_BYTES_MAX);

    core_check(loader, (size_t)entry->size, GRUB_CORE_NET_AT, tree, &view,
               place_file(entry->path, PLACE_NONE), findings);
    free(loader);
}
