/* SPDX-License-Identifier: MIT */
/*
 * volume.h — a file system whose files are looked at: one of FAT or ISO 9660 on a medium, or a
 * folder of this computer. All three list files by path and load them whole.
 */
#pragma once

#include "doctor/fat.h"
#include "doctor/iso9660.h"

#define VOLUME_NAME_BYTES 48

enum volume_kind { VOLUME_FAT, VOLUME_ISO9660, VOLUME_FOLDER };

struct volume {
    enum volume_kind kind;
    char name[VOLUME_NAME_BYTES]; /* "the FAT at LBA 2048" */
    struct listing listing;
    uint64_t at;      /* where it begins on the medium; PLACE_NONE for a folder */
    bool is_esp;      /* something marks it as an EFI system partition */
    bool is_in_table; /* a partition table leads to it, or the medium is nothing else */
    bool is_on_cd;    /* El Torito leads to it */
    uint64_t room; /* bytes that a table has for it; UINT64_MAX where only El Torito leads to it */
    uint8_t mbr_type; /* of its entry in sector 0, 0 without one */
    union {
        struct fat fat;
        struct iso9660 iso;
        const char *folder;
    };
};

/* The bytes of a file of at most `max` bytes, for free(). NULL when it is larger or damaged. */
uint8_t *volume_load(struct volume *volume, const struct listing_entry *entry, size_t max);

/* Where a file begins on the medium, or PLACE_NONE. */
uint64_t volume_place(const struct volume *volume, const struct listing_entry *entry);

void volume_free(struct volume *volume);
