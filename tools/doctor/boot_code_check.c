/* SPDX-License-Identifier: MIT */
/*
 * boot_code_check.c — GRUB's code in sector 0 and the core it leads to, and whether partitions leave
 * the core alone.
 */
#include "doctor/checks.h"

#include "doctor/boot_code.h"

#include <inttypes.h>

#define GAP_LBA 2048u /* where partitions begin that leave 1 MiB */

/* The LBA at which the first partition begins. */
static uint64_t gap_end(const struct image *image)
{
    uint64_t end = image->whole.size / SECTOR_BYTES;

    for (unsigned i = 0; image->has_table && i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &image->mbr.entries[i];

        if (mbr_entry_is_used(entry) && entry->type != MBR_TYPE_PROTECTIVE && entry->lba < end)
            end = entry->lba;
    }
    for (unsigned i = 0; image->has_gpt && i < image->gpt.count; i++) {
        const struct gpt_partition *partition = &image->gpt.partitions[i];

        if (partition->kind != GPT_KIND_BIOS && partition->first < end)
            end = partition->first;
    }
    return end;
}

/* The core may also lie in a partition of its own, which a GPT can have. */
static bool core_is_apart(const struct image *image, const struct core *core)
{
    for (unsigned i = 0; image->has_gpt && i < image->gpt.count; i++) {
        const struct gpt_partition *partition = &image->gpt.partitions[i];

        if (partition->kind == GPT_KIND_BIOS && core->first >= partition->first &&
            core->end <= partition->last + 1)
            return true;
    }
    return false;
}

static void gap_check(const struct image *image, const struct core *core, struct findings *findings)
{
    uint64_t end = gap_end(image);

    if (core_is_apart(image, core))
        return;
    if (core->end > end)
        findings_add(findings, FINDING_GRUB_GAP, place_at(core->first * SECTOR_BYTES),
                     "GRUB's core ends at LBA %" PRIu64 ", a partition begins at LBA %" PRIu64,
                     core->end - 1, end);
    else if (end < GAP_LBA)
        findings_add(findings, FINDING_GAP_SMALL, place_at(MBR_ENTRY_AT(0)),
                     "the first partition begins at LBA %" PRIu64, end);
}

void boot_code_check(const struct image *image, struct findings *findings)
{
    struct boot_code code;
    struct core core;

    if (!image->has_sector || !image->has_table)
        return;
    code = boot_code_parse(image->sector);
    if (code.kind == BOOT_CODE_OTHER)
        return;
    if (!core_find(&image->whole, code.core_lba, &core) ||
        (code.kind == BOOT_CODE_HYBRID && core.second != core.first + 1)) {
        findings_add(findings, FINDING_GRUB_CORE, place_at(0),
                     "GRUB's boot code loads LBA %" PRIu64
                     ", and no whole core of GRUB begins there",
                     code.core_lba);
        return;
    }
    if (code.kind != BOOT_CODE_DISK)
        return;
    gap_check(image, &core, findings);
    if (!code.is_drive_checked)
        findings_add(findings, FINDING_GRUB_DRIVE, place_at(0x66),
                     "GRUB's boot code trusts whatever drive number the BIOS passes");
}
