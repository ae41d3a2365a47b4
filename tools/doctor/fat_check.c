/* SPDX-License-Identifier: MIT */
/*
 * fat_check.c — what firmware's FAT drivers have stumbled over.
 */
#include "doctor/checks.h"

#include <inttypes.h>

static void kind_check(const struct image *image, const struct volume *volume,
                       struct findings *findings)
{
    const struct fat *fat = &volume->fat;
    bool is_32 = fat->bits == 32;

    if (is_32 != (fat->clusters >= FAT16_CLUSTERS_END))
        findings_add(findings, FINDING_FAT_CLUSTERS, place_at(volume->at),
                     "a FAT%u has %" PRIu32 " clusters", fat->bits, fat->clusters);
    if (fat->sector_bytes != SECTOR_BYTES)
        findings_add(findings, FINDING_FAT_SECTOR, place_at(volume->at + 11),
                     "its sectors have %u bytes", fat->sector_bytes);
    if (is_32 || !volume->is_esp)
        return;
    findings_add(findings, image->has_iso ? FINDING_FAT_12_ON_ISO : FINDING_FAT_NOT_32,
                 place_at(volume->at), "the EFI system partition is FAT%u", fat->bits);
}

static void size_check(const struct image *image, const struct volume *volume,
                       struct findings *findings)
{
    const struct fat *fat = &volume->fat;
    uint64_t lba = volume->at / SECTOR_BYTES;

    if (fat->bytes > volume->room || fat->bytes > image->whole.size - volume->at)
        findings_add(findings, FINDING_FAT_SIZE, place_at(volume->at),
                     "the file system has %" PRIu64 " bytes, and there is room for %" PRIu64,
                     fat->bytes, fat->span.size);
    if (volume->mbr_type != 0 && fat->hidden != lba)
        findings_add(findings, FINDING_FAT_HIDDEN, place_at(volume->at + 28),
                     "it says that it begins at LBA %" PRIu32 ", and it does at LBA %" PRIu64,
                     fat->hidden, lba);
}

/* What looks like a table in the first sector of a file system: one entry, inside, and no others. */
static void bogus_check(const struct volume *volume, struct findings *findings)
{
    const struct fat *fat = &volume->fat;
    uint8_t sector[SECTOR_BYTES];
    unsigned used = 0, index = 0;
    struct mbr mbr;

    if (!span_read(&fat->span, 0, sector, sizeof(sector)))
        return;
    mbr_parse(&mbr, sector);
    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &mbr.entries[i];

        if ((entry->status & ~MBR_ACTIVE) != 0 ||
            (uint64_t)entry->lba + entry->sectors > fat->bytes / SECTOR_BYTES)
            return;
        if (mbr_entry_is_used(entry)) {
            used++;
            index = i;
        }
    }
    if (mbr.is_signed && used == 1)
        findings_add(findings, FINDING_FAT_BOGUS_PARTITION,
                     place_at(volume->at + MBR_ENTRY_AT(index)),
                     "the file system's own first sector holds a partition entry");
}

void fat_check(struct image *image, struct findings *findings)
{
    for (unsigned i = 0; i < image->not_fat_count; i++)
        findings_add(findings, FINDING_ESP_NOT_FAT, place_at(image->not_fat[i]),
                     "what is marked as an EFI system partition does not begin as FAT does");
    for (unsigned i = 0; i < image->volume_count; i++) {
        struct volume *volume = &image->volumes[i];

        if (volume->kind != VOLUME_FAT)
            continue;
        kind_check(image, volume, findings);
        size_check(image, volume, findings);
        bogus_check(volume, findings);
        if (volume->fat.damage != NULL)
            findings_add(findings, FINDING_FAT_DAMAGED, place_at(volume->at), "%s",
                         volume->fat.damage);
        else if (!fat_copies_agree(&volume->fat))
            findings_add(findings, FINDING_FAT_COPIES, place_at(volume->at + volume->fat.fat_at),
                         "the two tables differ");
    }
}
