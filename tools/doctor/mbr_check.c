/* SPDX-License-Identifier: MIT */
/*
 * mbr_check.c — the table as a BIOS looks at it: which partition is active, whether entries fit the
 * medium and each other, and what a guess at the disk's geometry would come to.
 */
#include "doctor/checks.h"

#include <inttypes.h>

/* Bits of the geometries that explain the table, by index. */
static const struct {
    uint8_t heads_less_one, sectors;
} geometries[] = { { 254, 63 }, { 63, 32 }, { 15, 63 }, { 127, 63 }, { 239, 63 }, { 254, 32 } };
#define GEOMETRIES  (sizeof(geometries) / sizeof(geometries[0]))
#define SECTORS_ALL UINT32_MAX /* in a protective entry: the rest of any disk */
#define GEOMETRY_PC 0u

static void signature_check(const struct image *image, struct findings *findings)
{
    if (!image->mbr.is_signed && image->has_table)
        findings_add(findings, FINDING_MBR_SIGNATURE, place_at(510),
                     "sector 0 does not end in 55 AA");
    else if (!image->mbr.is_signed && image->has_iso)
        findings_add(findings, FINDING_ISO_NOT_HYBRID, place_at(0),
                     "the ISO has no boot sector and no partition table in front");
}

static void active_check(const struct image *image, struct findings *findings)
{
    const struct mbr *mbr = &image->mbr;
    unsigned active = 0;

    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &mbr->entries[i];
        struct place place = place_at(MBR_ENTRY_AT(i));

        active += entry->status == MBR_ACTIVE;
        if ((entry->status & ~MBR_ACTIVE) != 0)
            findings_add(findings, FINDING_MBR_STATUS, place, "entry %u has the status 0x%02x",
                         i + 1, entry->status);
        if (entry->status == MBR_ACTIVE && entry->type == MBR_TYPE_PROTECTIVE)
            findings_add(findings, FINDING_MBR_EE_ACTIVE, place,
                         "entry %u has the type 0xee and is active", i + 1);
    }
    if (active == 0 && mbr->has_code)
        findings_add(findings, FINDING_MBR_NO_ACTIVE, place_at(MBR_ENTRY_AT(0)),
                     "there is boot code, and none of the four entries is active");
    if (active > 1)
        findings_add(findings, FINDING_MBR_MANY_ACTIVE, place_at(MBR_ENTRY_AT(0)),
                     "%u entries are active", active);
}

static void places_check(const struct image *image, struct findings *findings)
{
    const struct mbr_entry *entries = image->mbr.entries;
    uint64_t sectors = image->whole.size / SECTOR_BYTES;

    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        uint64_t end = (uint64_t)entries[i].lba + entries[i].sectors;
        bool is_rest = entries[i].type == MBR_TYPE_PROTECTIVE && entries[i].sectors == SECTORS_ALL;

        if (!mbr_entry_is_used(&entries[i]) || is_rest)
            continue;
        if (end > sectors)
            findings_add(findings, FINDING_MBR_BEYOND, place_at(MBR_ENTRY_AT(i)),
                         "entry %u ends at LBA %" PRIu64 ", the medium at LBA %" PRIu64, i + 1,
                         end - 1, sectors - 1);
        for (unsigned j = 0; j < i; j++) {
            if (mbr_entry_is_used(&entries[j]) && entries[j].lba < end &&
                entries[i].lba < (uint64_t)entries[j].lba + entries[j].sectors)
                findings_add(findings, FINDING_MBR_OVERLAP, place_at(MBR_ENTRY_AT(i)),
                             "entries %u and %u share sectors", j + 1, i + 1);
        }
    }
}

/* Protective entries are exempt: firmware that translates addresses does not get to them. */
static bool geometry_is(const struct mbr_entry *entry, unsigned index)
{
    unsigned heads = geometries[index].heads_less_one + 1u, sectors = geometries[index].sectors;
    uint64_t last = (uint64_t)entry->lba + entry->sectors - 1;

    return mbr_chs_is(&entry->first, entry->lba, heads, sectors) &&
           mbr_chs_is(&entry->last, last, heads, sectors);
}

static void geometry_check(const struct image *image, struct findings *findings)
{
    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &image->mbr.entries[i];
        unsigned index = 0;

        if (!mbr_entry_is_used(entry) || entry->type == MBR_TYPE_PROTECTIVE)
            continue;
        while (index < GEOMETRIES && !geometry_is(entry, index))
            index++;
        if (index == GEOMETRIES)
            findings_add(findings, FINDING_MBR_CHS, place_at(MBR_ENTRY_AT(i)),
                         "cylinders, heads and sectors of entry %u are not those of its LBA",
                         i + 1);
        else if (index != GEOMETRY_PC)
            findings_add(findings, FINDING_MBR_CHS_GEOMETRY, place_at(MBR_ENTRY_AT(i)),
                         "entry %u counts %u heads and %u sectors", i + 1,
                         geometries[index].heads_less_one + 1u, geometries[index].sectors);
    }
}

void mbr_check(const struct image *image, struct findings *findings)
{
    signature_check(image, findings);
    if (!image->has_table)
        return;
    active_check(image, findings);
    places_check(image, findings);
    geometry_check(image, findings);
    if (image->has_floppy_start)
        findings_add(findings, FINDING_MBR_FLOPPY, place_at(11),
                     "sector 0 holds a partition table and the start of a FAT file system");
}
