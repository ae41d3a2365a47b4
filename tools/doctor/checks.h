/* SPDX-License-Identifier: MIT */
/*
 * checks.h — everything that is looked at. Each check adds what it finds and changes nothing that
 * another would see; the order is that of the report.
 */
#pragma once

#include "doctor/finding.h"
#include "doctor/image.h"

/* All of them, as they apply to the image. */
void image_check(struct image *image, struct findings *findings);

/* A folder for a TFTP server, its files listed. False when it holds no loader of any kind. */
bool tree_check(struct volume *tree, struct findings *findings);

/* Sector 0's partition table. */
void mbr_check(const struct image *image, struct findings *findings);

/* GRUB's code in sector 0, and its core. */
void boot_code_check(const struct image *image, struct findings *findings);

void gpt_check(const struct image *image, struct findings *findings);

/* The boot catalogue of an ISO, and what it leads to. */
void eltorito_check(struct image *image, struct findings *findings);

/* Every FAT file system, and what is marked as an EFI system partition. */
void fat_check(struct image *image, struct findings *findings);

/* Notes each listing that is cut; true when one is. */
bool listings_check(const struct volume *volumes, unsigned count, struct findings *findings);

/* The ISO's own files. */
void iso9660_check(struct image *image, struct findings *findings);

/* Whether UEFI finds a loader. */
void uefi_check(struct image *image, struct findings *findings);

/* What a loader can see of a medium. */
struct view {
    struct volume *volumes;
    unsigned count;
    bool is_partial; /* there are file systems beside them that are not read here */
};

/* Every UEFI program that firmware may start: its headers, and GRUB's configuration. */
void loaders_check(const struct view *view, struct findings *findings);

/*
 * One program in memory. `machine` is what it must be for, 0 for any; `place` where it lies.
 * False when it is damaged.
 */
bool pe_check(const void *bytes, size_t size, uint16_t machine, struct place place,
              struct findings *findings);

/* The GRUB loaders for BIOS on a disk or ISO, and whether they find their configuration. */
void bios_check(struct image *image, const struct view *view, struct findings *findings);

/* The same for a file of a netboot tree, which need not be GRUB's. */
void bios_file_check(struct volume *tree, const struct listing_entry *entry,
                     struct findings *findings);

/*
 * Whether a GRUB loader can find its configuration. `mods` is what grub-mkimage put behind the
 * loader's own code; `home` where the firmware found it, NULL for a place that is no file system.
 */
void grub_check(const uint8_t *mods, size_t size, const struct volume *home,
                const struct view *view, struct place place, struct findings *findings);
