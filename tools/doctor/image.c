/* SPDX-License-Identifier: MIT */
/*
 * image.c — sector 0 of a FAT file system ends in 55 AA as a partition table does, and has code or
 * text where the table would be: it counts as a table only when its entries can be some.
 */
#include "doctor/image.h"

#include "doctor/pe.h"

#include <stdlib.h>
#include <string.h>

const char *image_kind_name(enum image_kind kind)
{
    static const char *const names[] = { [IMAGE_ISO] = "ISO",
                                         [IMAGE_DISK] = "disk",
                                         [IMAGE_FAT] = "FAT file system",
                                         [IMAGE_PROGRAM] = "UEFI program" };

    return names[kind];
}

static void sector_take(struct image *image)
{
    uint64_t sectors = image->whole.size / SECTOR_BYTES;
    bool is_table, is_fat;

    image->has_sector = span_read(&image->whole, 0, image->sector, sizeof(image->sector));
    if (!image->has_sector)
        return;
    mbr_parse(&image->mbr, image->sector);
    is_table = mbr_is_plausible(&image->mbr, sectors);
    is_fat = fat_is_start(image->sector);
    image->has_table = is_fat ? is_table : is_table || image->mbr.is_signed;
    image->has_floppy_start = is_fat && is_table;
}

static bool kind_find(struct image *image)
{
    if (image->has_iso)
        image->kind = IMAGE_ISO;
    else if (image->has_sector && pe_is_start(image->sector, SECTOR_BYTES))
        image->kind = IMAGE_PROGRAM;
    else if (image->has_gpt || image->has_table)
        image->kind = IMAGE_DISK;
    else if (image->has_sector && fat_is_start(image->sector))
        image->kind = IMAGE_FAT;
    else
        return false;
    return true;
}

struct image *image_open(struct medium *medium)
{
    struct image *image = calloc(1, sizeof(*image));

    if (image == NULL)
        return NULL;
    image->whole = span_whole(medium);
    image->is_device = medium->is_device;
    sector_take(image);
    image->has_gpt = gpt_read(&image->gpt, &image->whole);
    image->has_iso = iso9660_open(&image->iso, &image->whole);
    if (!kind_find(image)) {
        free(image);
        return NULL;
    }
    if (image->has_iso && image->iso.has_catalog)
        eltorito_read(&image->eltorito, &image->iso);
    if (image->kind != IMAGE_PROGRAM)
        image_volumes_find(image);
    return image;
}

void image_free(struct image *image)
{
    for (unsigned i = 0; i < image->volume_count; i++)
        volume_free(&image->volumes[i]);
    free(image);
}

struct volume *image_tree(struct image *image)
{
    for (unsigned i = 0; i < image->volume_count; i++)
        if (image->volumes[i].kind == VOLUME_ISO9660)
            return &image->volumes[i];
    return NULL;
}
