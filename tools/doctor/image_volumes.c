/* SPDX-License-Identifier: MIT */
/*
 * image_volumes.c — follows every way that firmware has to a file system: the GPT, sector 0's
 * table, the El Torito catalogue, and the medium itself. Two ways may lead to the same one.
 */
#include "doctor/image.h"

#include <stdio.h>

static struct volume *volume_new(struct image *image, enum volume_kind kind, uint64_t at)
{
    struct volume *volume = &image->volumes[image->volume_count];

    if (image->volume_count == IMAGE_VOLUMES_MAX)
        return NULL;
    image->volume_count++;
    *volume = (struct volume){ .kind = kind, .at = at };
    return volume;
}

/* The FAT file system that begins at a byte, known or new; NULL when there is none. */
static struct volume *fat_at(struct image *image, uint64_t at, uint64_t size)
{
    struct span span = span_part(&image->whole, at, size);
    struct volume *volume;
    struct fat fat;

    for (unsigned i = 0; i < image->volume_count; i++)
        if (image->volumes[i].kind == VOLUME_FAT && image->volumes[i].at == at)
            return &image->volumes[i];
    if (!fat_open(&fat, &span))
        return NULL;
    volume = volume_new(image, VOLUME_FAT, at);
    if (volume == NULL)
        return NULL;
    snprintf(volume->name, sizeof(volume->name), "the FAT at LBA %llu",
             (unsigned long long)(at / SECTOR_BYTES));
    volume->fat = fat;
    volume->room = size;
    fat_list(&volume->fat, &volume->listing);
    return volume;
}

static void not_fat_note(struct image *image, uint64_t at)
{
    for (unsigned i = 0; i < image->not_fat_count; i++)
        if (image->not_fat[i] == at)
            return;
    if (image->not_fat_count < IMAGE_VOLUMES_MAX)
        image->not_fat[image->not_fat_count++] = at;
}

static void gpt_follow(struct image *image)
{
    for (unsigned i = 0; image->has_gpt && i < image->gpt.count; i++) {
        const struct gpt_partition *partition = &image->gpt.partitions[i];
        uint64_t last = image->whole.size / SECTOR_BYTES, at;
        struct volume *volume;

        image->is_partial = image->is_partial || partition->kind == GPT_KIND_OTHER;
        if ((partition->kind != GPT_KIND_ESP && partition->kind != GPT_KIND_DATA) ||
            partition->first > partition->last || partition->first >= last)
            continue;
        if (partition->last < last)
            last = partition->last + 1;
        at = partition->first * SECTOR_BYTES;
        volume = fat_at(image, at, (last - partition->first) * SECTOR_BYTES);
        if (volume != NULL) {
            volume->is_in_table = true;
            volume->is_esp = volume->is_esp || partition->kind == GPT_KIND_ESP;
            continue;
        }
        image->is_partial = true;
        if (partition->kind == GPT_KIND_ESP)
            not_fat_note(image, at);
    }
}

static void table_follow(struct image *image)
{
    for (unsigned i = 0; image->has_table && i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &image->mbr.entries[i];
        uint64_t at = (uint64_t)entry->lba * SECTOR_BYTES;
        struct volume *volume;

        if (!mbr_entry_is_used(entry) || entry->type == MBR_TYPE_PROTECTIVE || entry->lba == 0 ||
            at >= image->whole.size)
            continue;
        if (entry->type != MBR_TYPE_ESP && !mbr_type_is_fat(entry->type)) {
            image->is_partial = true;
            continue;
        }
        volume = fat_at(image, at, (uint64_t)entry->sectors * SECTOR_BYTES);
        if (volume != NULL) {
            volume->is_in_table = true;
            volume->mbr_type = entry->type;
            volume->is_esp = volume->is_esp || entry->type == MBR_TYPE_ESP;
            continue;
        }
        image->is_partial = true;
        if (entry->type == MBR_TYPE_ESP)
            not_fat_note(image, at);
    }
}

static void catalog_follow(struct image *image)
{
    for (unsigned i = 0; i < image->eltorito.count; i++) {
        const struct eltorito_image *entry = &image->eltorito.images[i];
        struct volume *volume;

        if (!entry->is_bootable || entry->platform != ELTORITO_PLATFORM_EFI ||
            entry->image_at >= image->whole.size)
            continue;
        volume = fat_at(image, entry->image_at, UINT64_MAX);
        if (volume != NULL)
            volume->is_esp = volume->is_on_cd = true;
        else
            not_fat_note(image, entry->image_at);
    }
}

void image_volumes_find(struct image *image)
{
    struct volume *volume;

    if (image->has_iso && (volume = volume_new(image, VOLUME_ISO9660, 0)) != NULL) {
        snprintf(volume->name, sizeof(volume->name), "the ISO9660 tree");
        volume->iso = image->iso;
        iso9660_list(&volume->iso, &volume->listing);
    }
    gpt_follow(image);
    table_follow(image);
    catalog_follow(image);
    /* What else a table names on an ISO lies in its tree, or fills gaps. */
    image->is_partial = image->is_partial && !image->has_iso;
    if (image->kind == IMAGE_FAT && (volume = fat_at(image, 0, image->whole.size)) != NULL)
        volume->is_in_table = true;
}
