/* SPDX-License-Identifier: MIT */
/*
 * boot_code.h — GRUB's code for BIOS: sector 0, which loads one sector, and the core, whose first
 * sector loads the rest by a list of blocks at its end.
 *
 * The layouts are those of boot.S, boot_hybrid and diskboot.S in GRUB 2.06 and 2.12
 * (grub-core/boot/i386/pc); other loaders are not recognised and not judged.
 */
#pragma once

#include "doctor/medium.h"

#define CORE_BLOCKS_MAX 12u

enum boot_code_kind {
    BOOT_CODE_OTHER,  /* none, or not GRUB's */
    BOOT_CODE_DISK,   /* boot.img: the core lies in the gap behind sector 0 */
    BOOT_CODE_HYBRID, /* boot_hybrid.img: the core is the ISO's El Torito loader */
};

struct boot_code {
    enum boot_code_kind kind;
    uint64_t core_lba; /* the sector it loads */
    /* boot.img only: whether a wrong drive number from the BIOS is cured, on hard disks */
    bool is_drive_checked;
};

/* Reads sector 0. */
struct boot_code boot_code_parse(const uint8_t *sector);

struct core {
    uint64_t first, end; /* LBA of its first sector, and of the one behind its last */
    uint64_t second;     /* where the list begins */
};

/*
 * Follows the block list of the core whose first sector is `lba` of the span. False when that is no
 * first sector of a core, when the list is damaged, or does not lie inside the span.
 */
bool core_find(const struct span *span, uint64_t lba, struct core *core);
