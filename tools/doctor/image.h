/* SPDX-License-Identifier: MIT */
/*
 * image.h — a medium that firmware could start: what its first sectors are, and the file systems
 * that tables and catalogues lead to. Opening judges nothing; the checks do.
 */
#pragma once

#include "doctor/eltorito.h"
#include "doctor/gpt.h"
#include "doctor/mbr.h"
#include "doctor/volume.h"

#define IMAGE_VOLUMES_MAX 16u

enum image_kind {
    IMAGE_ISO,
    IMAGE_DISK,
    IMAGE_FAT,    /* one file system and no table, like the image of an EFI system partition */
    IMAGE_PROGRAM /* a UEFI program */
};

struct image {
    enum image_kind kind;
    struct span whole;
    bool is_device;
    bool has_sector; /* sector 0 could be read */
    uint8_t sector[SECTOR_BYTES];
    struct mbr mbr;
    bool has_table;        /* sector 0 holds a partition table, signed or not */
    bool has_floppy_start; /* and the start of a FAT file system */
    bool has_gpt;
    struct gpt gpt;
    bool has_iso;
    struct iso9660 iso;
    struct eltorito eltorito; /* filled where iso.has_catalog */
    struct volume volumes[IMAGE_VOLUMES_MAX];
    unsigned volume_count;
    uint64_t not_fat[IMAGE_VOLUMES_MAX]; /* where an EFI system partition is marked that is none */
    unsigned not_fat_count;
    bool is_partial; /* there are partitions whose file systems are not read here */
};

/*
 * Looks at a medium, which must outlive the image; image_free() ends it. NULL when there is nothing
 * to start on it, or no memory.
 */
struct image *image_open(struct medium *medium);
void image_free(struct image *image);

/* "ISO", "disk", "FAT file system", "UEFI program". */
const char *image_kind_name(enum image_kind kind);

/* The volume with the ISO's files, or NULL. */
struct volume *image_tree(struct image *image);

/* Finds the file systems of an image whose tables are read. For image_open(). */
void image_volumes_find(struct image *image);
