/* SPDX-License-Identifier: MIT */
/*
 * eltorito.h — the boot catalogue of a CD: a validation entry, the default entry, then sections of
 * more, 32 bytes each ("El Torito" Bootable CD-ROM Format Specification 1.0).
 */
#pragma once

#include "doctor/iso9660.h"

#define ELTORITO_IMAGES_MAX 16u

#define ELTORITO_PLATFORM_BIOS 0x00u
#define ELTORITO_PLATFORM_EFI  0xefu

struct eltorito_image {
    uint64_t entry_at; /* where its entry lies, in bytes of the medium */
    uint64_t image_at; /* where its bytes begin */
    uint8_t platform;
    bool is_bootable;
    uint8_t emulation; /* 0: none */
    uint16_t sectors;  /* of 512 bytes, that firmware loads */
};

struct eltorito {
    uint64_t at;        /* where it lies */
    const char *damage; /* what is wrong with the catalogue itself, NULL when nothing is */
    struct eltorito_image images[ELTORITO_IMAGES_MAX];
    unsigned count;
};

/* Reads the catalogue that starts in a block. */
void eltorito_read(struct eltorito *eltorito, const struct iso9660 *iso);

/* The first bootable image for a platform, or NULL. */
const struct eltorito_image *eltorito_find(const struct eltorito *eltorito, uint8_t platform);
