/* SPDX-License-Identifier: MIT */
/*
 * volume.c — what the three kinds of file system do not share.
 */
#include "doctor/volume.h"

#include "doctor/finding.h"

#include <stdio.h>
#include <stdlib.h>

/* A file of this computer; one that changed its size meanwhile is not loaded. */
static uint8_t *host_file_load(const char *folder, const struct listing_entry *entry)
{
    char path[2 * LISTING_PATH_MAX];
    struct medium medium;
    struct span whole;
    uint8_t *bytes = NULL;
    int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->path);

    if (length < 0 || (size_t)length >= sizeof(path) || medium_open(&medium, path) != 0)
        return NULL;
    whole = span_whole(&medium);
    if (whole.size == entry->size)
        bytes = span_load(&whole, 0, (size_t)whole.size);
    medium_close(&medium);
    return bytes;
}

uint8_t *volume_load(struct volume *volume, const struct listing_entry *entry, size_t max)
{
    if (entry->is_folder || entry->size > max)
        return NULL;
    switch (volume->kind) {
    case VOLUME_FAT:
        return fat_load(&volume->fat, (uint32_t)entry->first, (size_t)entry->size);
    case VOLUME_ISO9660:
        return iso9660_load(&volume->iso, (uint32_t)entry->first, (size_t)entry->size);
    case VOLUME_FOLDER:
        return host_file_load(volume->folder, entry);
    }
    return NULL;
}

uint64_t volume_place(const struct volume *volume, const struct listing_entry *entry)
{
    if (volume->kind == VOLUME_FAT && entry->first >= 2)
        return fat_place(&volume->fat, (uint32_t)entry->first);
    if (volume->kind == VOLUME_ISO9660)
        return volume->iso.span.offset + entry->first * ISO_BLOCK_BYTES;
    return PLACE_NONE;
}

void volume_free(struct volume *volume)
{
    listing_free(&volume->listing);
}
