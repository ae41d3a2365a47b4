/* SPDX-License-Identifier: MIT */
/*
 * iso9660_check.c — the files of an ISO, which people also copy to a FAT stick.
 */
#include "doctor/checks.h"

#include <inttypes.h>

void iso9660_check(struct image *image, struct findings *findings)
{
    struct volume *tree = image_tree(image);
    bool has_esp = false;

    if (tree == NULL)
        return;
    if (tree->iso.damage != NULL)
        findings_add(findings, FINDING_ISO_DAMAGED, place_at(ISO_PRIMARY * ISO_BLOCK_BYTES), "%s",
                     tree->iso.damage);
    for (unsigned i = 0; i < image->volume_count; i++)
        has_esp = has_esp || image->volumes[i].is_esp;
    if (has_esp && listing_lacks_file(&tree->listing, "EFI/BOOT/BOOTX64.EFI"))
        findings_add(findings, FINDING_ISO_TREE_LOADER, place_at(PLACE_NONE),
                     "the ISO's own files have no EFI/BOOT/BOOTX64.EFI");
    for (size_t i = 0; i < tree->listing.count; i++) {
        const struct listing_entry *entry = &tree->listing.list[i];

        if (!entry->is_folder && entry->size > UINT32_MAX)
            findings_add(findings, FINDING_FILE_OVER_FAT32,
                         place_file(entry->path, volume_place(tree, entry)),
                         "a file has %" PRIu64 " bytes", entry->size);
    }
}
