/* SPDX-License-Identifier: MIT */
/*
 * uefi_check.c — of a removable medium UEFI starts one file by name, in a FAT file system that it
 * takes for an EFI system partition.
 */
#include "doctor/checks.h"

/* What is marked as one, and what holds the folder for its loaders. */
static bool volume_is_for_uefi(const struct volume *volume)
{
    return volume->kind == VOLUME_FAT &&
           (volume->is_esp || listing_find(&volume->listing, "EFI/BOOT") != NULL);
}

static void volume_check(const struct image *image, const struct volume *volume,
                         struct findings *findings)
{
    struct place place = place_at(volume->at);

    if (listing_lacks_file(&volume->listing, "EFI/BOOT/BOOTX64.EFI"))
        findings_add(findings, FINDING_UEFI_X64, place,
                     "the EFI system partition has no EFI/BOOT/BOOTX64.EFI");
    if (listing_lacks_file(&volume->listing, "EFI/BOOT/BOOTIA32.EFI"))
        findings_add(findings, FINDING_UEFI_IA32, place,
                     "the EFI system partition has no EFI/BOOT/BOOTIA32.EFI");
    if (volume->mbr_type != 0 && volume->mbr_type != MBR_TYPE_ESP && !image->has_gpt)
        findings_add(findings, FINDING_ESP_MBR_TYPE, place,
                     "the partition with the UEFI loaders has the type 0x%02x", volume->mbr_type);
}

void uefi_check(struct image *image, struct findings *findings)
{
    bool is_found = image->not_fat_count > 0;

    for (unsigned i = 0; i < image->volume_count; i++) {
        if (!volume_is_for_uefi(&image->volumes[i]))
            continue;
        volume_check(image, &image->volumes[i], findings);
        is_found = true;
    }
    if (!is_found)
        findings_add(findings, FINDING_UEFI_NONE, place_at(PLACE_NONE),
                     "there is no EFI system partition, and no FAT with a folder EFI/BOOT");
}
