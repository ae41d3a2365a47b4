/* SPDX-License-Identifier: MIT */
/*
 * iso9660.h — the file system of a CD: volume descriptors from block 16, folders of records, names
 * from Rock Ridge where it is there (ECMA-119; IEEE P1282). Blocks are those of 2048 bytes.
 */
#pragma once

#include "doctor/listing.h"
#include "doctor/medium.h"

#define ISO_BLOCK_BYTES 2048u
#define ISO_PRIMARY     16u /* block of the primary volume descriptor */

struct iso9660 {
    struct span span;
    uint32_t blocks; /* that the volume says it has */
    uint32_t root_block, root_bytes;
    bool has_catalog;
    uint32_t catalog_block; /* El Torito's */
    char label[33];
    char uuid[24];      /* as GRUB makes it of the modification date; "" without one */
    const char *damage; /* the first that was met, NULL without */
};

/* True when there is such a file system at the start of the span. */
bool iso9660_open(struct iso9660 *iso, const struct span *span);

/* Lists all files and folders. False when something is damaged, which iso->damage then tells. */
bool iso9660_list(struct iso9660 *iso, struct listing *listing);

/* The first `size` bytes of a file that begins in a block, for free(), or NULL. */
uint8_t *iso9660_load(const struct iso9660 *iso, uint32_t block, size_t size);
