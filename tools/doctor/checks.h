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

/* The ISO's own files. */
void iso9660_check(struct image *image, struct findings *findings);

/* Whether UEFI finds a loader. */
void uefi_check(struct image *image, struct findings *findings);

/* Every UEFI program of a volume that firmware may start: its headers, and GRUB's configuration. */
void loaders_check(struct volume *volumes, unsigned count, struct findings *findings);

/*
 * One program in memory. `machine` is what it must be for, 0 for any; `place` where it lies.
 * False when it is damaged.
 */
bool pe_check(const void *bytes, size_t size, uint16_t machine, struct place place,
              struct findings *findings);

/*
 * Whether GRUB's configuration can be found by a loader in memory, which lies in `home`; the other
 * volumes are those that GRUB could see as well.
 */
void grub_check(const void *bytes, size_t size, const struct volume *home,
                const struct volume *volumes, unsigned count, struct place place,
                struct findings *findings);
