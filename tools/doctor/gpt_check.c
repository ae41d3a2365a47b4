/* SPDX-License-Identifier: MIT */
/*
 * gpt_check.c — firmware takes a table only when its checksums are right and sector 0 protects it;
 * the copy at the end is what it falls back to, and what partitioning tools insist on.
 */
#include "doctor/checks.h"

#include <inttypes.h>
#include <string.h>

/* Where the entries begin, or the header that says so when that is not on the medium. */
static struct place entries_place(const struct image *image)
{
    uint64_t lba = image->gpt.primary.entries_lba;

    return place_at(lba < image->whole.size / SECTOR_BYTES ? lba * SECTOR_BYTES : SECTOR_BYTES);
}

static void primary_check(const struct image *image, struct findings *findings)
{
    const struct gpt_header *header = &image->gpt.primary;

    if (!header->is_sound)
        findings_add(findings, FINDING_GPT_HEADER, place_at(SECTOR_BYTES),
                     "the checksum of the header is wrong");
    else if (header->lba != 1)
        findings_add(findings, FINDING_GPT_HEADER, place_at(SECTOR_BYTES),
                     "the header at LBA 1 says it is at another");
    if (!header->entries_are_sound)
        findings_add(findings, FINDING_GPT_ENTRIES, entries_place(image),
                     "the entries do not fit their checksum");
}

static void backup_check(const struct image *image, struct findings *findings)
{
    const struct gpt *gpt = &image->gpt;
    uint64_t last = image->whole.size / SECTOR_BYTES - 1, lba = gpt->primary.other_lba;

    if (!gpt->primary.is_sound)
        return;
    if (lba > last || !gpt->backup.has_signature)
        findings_add(findings, FINDING_GPT_BACKUP, place_at(SECTOR_BYTES),
                     "the copy should be at LBA %" PRIu64 ", where there is none", lba);
    else if (!gpt->backup.is_sound || gpt->backup.lba != lba || gpt->backup.other_lba != 1)
        findings_add(findings, FINDING_GPT_BACKUP, place_at(lba * SECTOR_BYTES),
                     "the copy's header is damaged");
    else if (!gpt->backup.entries_are_sound)
        findings_add(findings, FINDING_GPT_BACKUP, place_at(lba * SECTOR_BYTES),
                     "the copy's entries do not fit their checksum");
    else if (lba != last)
        findings_add(findings, FINDING_GPT_BACKUP_PLACE, place_at(lba * SECTOR_BYTES),
                     "the copy is at LBA %" PRIu64 ", the medium ends at LBA %" PRIu64, lba, last);
}

static void protective_check(const struct image *image, struct findings *findings)
{
    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &image->mbr.entries[i];

        if (image->mbr.is_signed && entry->type == MBR_TYPE_PROTECTIVE && entry->lba == 1)
            return;
    }
    findings_add(findings, FINDING_GPT_PROTECTIVE, place_at(MBR_ENTRY_AT(0)),
                 "no entry of sector 0 has the type 0xee and begins at LBA 1");
}

static void partitions_check(const struct image *image, struct findings *findings)
{
    const struct gpt *gpt = &image->gpt;
    struct place place = entries_place(image);

    for (unsigned i = 0; i < gpt->count; i++) {
        const struct gpt_partition *one = &gpt->partitions[i];

        if (one->first > one->last || one->first < gpt->primary.first_usable ||
            one->last > gpt->primary.last_usable || one->last >= image->whole.size / SECTOR_BYTES)
            findings_add(findings, FINDING_GPT_BEYOND, place,
                         "partition %u (LBA %" PRIu64 " to %" PRIu64
                         ") is not inside the part for partitions",
                         one->number, one->first, one->last);
        for (unsigned j = 0; j < i; j++) {
            const struct gpt_partition *other = &gpt->partitions[j];

            if (one->first <= other->last && other->first <= one->last)
                findings_add(findings, FINDING_GPT_OVERLAP, place,
                             "partitions %u and %u share sectors", other->number, one->number);
        }
    }
}

void gpt_check(const struct image *image, struct findings *findings)
{
    char magic[8];

    if (!image->has_gpt) {
        if (span_read(&image->whole, 4096, magic, sizeof(magic)) &&
            memcmp(magic, "EFI PART", sizeof(magic)) == 0)
            findings_add(findings, FINDING_GPT_4K, place_at(4096),
                         "there is a GPT for sectors of 4096 bytes");
        return;
    }
    primary_check(image, findings);
    backup_check(image, findings);
    protective_check(image, findings);
    partitions_check(image, findings);
    findings_add(findings, FINDING_GPT_CSM, place_at(SECTOR_BYTES), "there is a GPT");
}
