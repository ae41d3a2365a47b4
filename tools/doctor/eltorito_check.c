/* SPDX-License-Identifier: MIT */
/*
 * eltorito_check.c — the catalogue counts what firmware loads in 16 bits of 512-byte sectors: four
 * for a BIOS loader that fetches the rest itself, the whole file system for UEFI.
 */
#include "doctor/checks.h"

#include "lib/bytes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BIOS_SECTORS     4u
#define INFO_AT          8u /* of the boot information table: four numbers of 32 bits */
#define INFO_SUM_FROM    64u
#define LOADER_HEAD      2048u
#define LOADER_BYTES_MAX (64u << 20)
#define EFI_BYTES_MAX    (65535u * 512u)

static bool bytes_have(const uint8_t *bytes, size_t size, const char *text)
{
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

/* True when the loader is one that reads the table: GRUB's or ISOLINUX. */
static bool info_is_expected(const uint8_t *head)
{
    return bytes_have(head, LOADER_HEAD, "no boot info") ||
           bytes_have(head, LOADER_HEAD, "isolinux.bin missing");
}

/* The sum of the file's words behind the table; what is missing in the last counts as zero. */
static uint32_t info_sum(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;

    for (size_t at = INFO_SUM_FROM; at < size; at += 4) {
        uint8_t word[4] = { 0 };

        memcpy(word, bytes + at, size - at < 4 ? size - at : 4);
        sum += bytes_u32(word);
    }
    return sum;
}

/* NULL, or what is wrong with the table. */
static const char *info_fault(const struct image *image, const struct eltorito_image *entry,
                              const uint8_t *head)
{
    uint32_t length = bytes_u32(head + INFO_AT + 8);
    const char *fault = NULL;
    uint8_t *bytes;

    if (bytes_u32(head + INFO_AT) != ISO_PRIMARY)
        return "there is no boot information table in the BIOS loader";
    if (bytes_u32(head + INFO_AT + 4) != entry->image_at / ISO_BLOCK_BYTES)
        return "the boot information table names another block than the catalogue";
    if (length < INFO_SUM_FROM || length > LOADER_BYTES_MAX ||
        !span_holds(&image->whole, entry->image_at, length))
        return "the boot information table names an impossible length";
    bytes = span_load(&image->whole, entry->image_at, length);
    if (bytes != NULL && info_sum(bytes, length) != bytes_u32(head + INFO_AT + 12))
        fault = "the checksum in the boot information table is not that of the loader";
    free(bytes);
    return fault;
}

static void loader_check(const struct image *image, const struct eltorito_image *entry,
                         struct findings *findings)
{
    uint8_t head[LOADER_HEAD];
    const char *fault;

    if (!span_read(&image->whole, entry->image_at, head, sizeof(head))) {
        findings_add(findings, FINDING_ELTORITO_BEYOND, place_at(entry->entry_at),
                     "the BIOS loader lies beyond the end of the image");
        return;
    }
    if (entry->emulation != 0)
        return;
    if (entry->sectors < BIOS_SECTORS)
        findings_add(findings, FINDING_ELTORITO_BIOS_LOAD, place_at(entry->entry_at + 6),
                     "firmware loads %u sectors of the BIOS loader", entry->sectors);
    else if (entry->sectors > BIOS_SECTORS)
        findings_add(findings, FINDING_ELTORITO_BIOS_LOAD_OTHER, place_at(entry->entry_at + 6),
                     "firmware loads %u sectors of the BIOS loader", entry->sectors);
    if (!info_is_expected(head) && bytes_u32(head + INFO_AT) != ISO_PRIMARY)
        return;
    fault = info_fault(image, entry, head);
    if (fault != NULL)
        findings_add(findings, FINDING_ELTORITO_BOOT_INFO, place_at(entry->image_at + INFO_AT),
                     "%s", fault);
}

/* A count of 0 or 1 stands for all that follows. */
static void efi_check(struct image *image, const struct eltorito_image *entry,
                      struct findings *findings)
{
    const struct fat *fat = NULL;

    if (entry->image_at >= image->whole.size) {
        findings_add(findings, FINDING_ELTORITO_BEYOND, place_at(entry->entry_at),
                     "the UEFI image lies beyond the end of the image");
        return;
    }
    for (unsigned i = 0; i < image->volume_count; i++)
        if (image->volumes[i].kind == VOLUME_FAT && image->volumes[i].at == entry->image_at)
            fat = &image->volumes[i].fat;
    if (fat == NULL)
        return;
    if (fat->bytes > EFI_BYTES_MAX)
        findings_add(findings, FINDING_ELTORITO_EFI_LARGE, place_at(entry->entry_at + 6),
                     "the UEFI image has %" PRIu64 " bytes", fat->bytes);
    else if (entry->sectors > 1 && (uint64_t)entry->sectors * SECTOR_BYTES < fat->bytes)
        findings_add(findings, FINDING_ELTORITO_EFI_LOAD, place_at(entry->entry_at + 6),
                     "firmware sees %u of the UEFI image's %" PRIu64 " sectors", entry->sectors,
                     fat->bytes / SECTOR_BYTES);
}

static void images_check(struct image *image, struct findings *findings)
{
    const struct eltorito *eltorito = &image->eltorito;
    struct place place = place_at(eltorito->at);

    for (unsigned i = 0; i < eltorito->count; i++) {
        const struct eltorito_image *entry = &eltorito->images[i];

        if (entry->is_bootable && entry->platform == ELTORITO_PLATFORM_BIOS)
            loader_check(image, entry, findings);
        else if (entry->is_bootable && entry->platform == ELTORITO_PLATFORM_EFI)
            efi_check(image, entry, findings);
    }
    if (eltorito_find(eltorito, ELTORITO_PLATFORM_BIOS) == NULL)
        findings_add(findings, FINDING_ELTORITO_NO_BIOS, place,
                     "the boot catalogue has nothing for BIOS");
    if (eltorito_find(eltorito, ELTORITO_PLATFORM_EFI) == NULL)
        findings_add(findings, FINDING_ELTORITO_NO_EFI, place,
                     "the boot catalogue has nothing for UEFI");
}

void eltorito_check(struct image *image, struct findings *findings)
{
    uint64_t descriptors = ISO_PRIMARY * ISO_BLOCK_BYTES, at = image->eltorito.at;

    if (!image->has_iso)
        return;
    if (!image->iso.has_catalog)
        findings_add(findings, FINDING_ELTORITO_NONE, place_at(descriptors),
                     "no volume descriptor leads to a boot catalogue");
    else if (image->eltorito.damage != NULL)
        findings_add(findings, FINDING_ELTORITO_CATALOG,
                     place_at(at < image->whole.size ? at : descriptors), "%s",
                     image->eltorito.damage);
    else
        images_check(image, findings);
}
