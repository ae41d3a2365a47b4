/* SPDX-License-Identifier: MIT */
/*
 * gpt.c — a header's checksum covers as many bytes as the header says it has, with the checksum
 * itself taken as zero; that of the entries covers all of them, used or not.
 */
#include "doctor/gpt.h"

#include "lib/bytes.h"
#include "lib/crc32.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES_MIN  92u
#define HEADER_CRC_AT     16u
#define ENTRY_BYTES_MIN   128u
#define ENTRIES_BYTES_MAX (4u << 20)
#define GUID_BYTES        16u

static const struct {
    uint8_t guid[GUID_BYTES];
    enum gpt_kind kind;
} kinds[] = {
    { { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9,
        0x3b },
      GPT_KIND_ESP },
    { { 0x48, 0x61, 0x68, 0x21, 0x49, 0x64, 0x6f, 0x6e, 0x74, 0x4e, 0x65, 0x65, 0x64, 0x45, 0x46,
        0x49 },
      GPT_KIND_BIOS },
    { { 0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9, 0x33, 0x44, 0x87, 0xc0, 0x68, 0xb6, 0xb7, 0x26, 0x99,
        0xc7 },
      GPT_KIND_DATA },
};

static bool header_is_sound(uint8_t *sector)
{
    uint32_t size = bytes_u32(sector + 12), crc = bytes_u32(sector + HEADER_CRC_AT);

    if (size < HEADER_BYTES_MIN || size > SECTOR_BYTES)
        return false;
    memset(sector + HEADER_CRC_AT, 0, sizeof(crc));
    return crc32_update(0, sector, size) == crc;
}

static void header_read(struct gpt_header *header, const struct span *whole, uint64_t lba)
{
    uint8_t sector[SECTOR_BYTES];

    *header = (struct gpt_header){ 0 };
    if (lba > whole->size / SECTOR_BYTES ||
        !span_read(whole, lba * SECTOR_BYTES, sector, sizeof(sector)) ||
        memcmp(sector, "EFI PART", 8) != 0)
        return;
    *header = (struct gpt_header){ .has_signature = true,
                                   .lba = bytes_u64(sector + 24),
                                   .other_lba = bytes_u64(sector + 32),
                                   .first_usable = bytes_u64(sector + 40),
                                   .last_usable = bytes_u64(sector + 48),
                                   .entries_lba = bytes_u64(sector + 72),
                                   .entry_count = bytes_u32(sector + 80),
                                   .entry_bytes = bytes_u32(sector + 84) };
    header->is_sound = header_is_sound(sector);
}

/* The bytes of the entries, for free(), or NULL when their number or place is impossible. */
static uint8_t *entries_load(const struct gpt_header *header, const struct span *whole)
{
    uint64_t size = (uint64_t)header->entry_count * header->entry_bytes;

    if (header->entry_bytes < ENTRY_BYTES_MIN || size == 0 || size > ENTRIES_BYTES_MAX ||
        header->entries_lba > whole->size / SECTOR_BYTES)
        return NULL;
    return span_load(whole, header->entries_lba * SECTOR_BYTES, (size_t)size);
}

/* Checks the entries of a table against its header, whose checksum of them is at byte 88. */
static uint8_t *entries_read(struct gpt_header *header, const struct span *whole, uint64_t lba)
{
    uint8_t *entries = header->has_signature ? entries_load(header, whole) : NULL;
    uint8_t crc[4];

    if (entries != NULL && span_read(whole, lba * SECTOR_BYTES + 88, crc, sizeof(crc)))
        header->entries_are_sound =
            crc32_update(0, entries, (size_t)header->entry_count * header->entry_bytes) ==
            bytes_u32(crc);
    return entries;
}

static enum gpt_kind kind_of(const uint8_t *guid)
{
    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (memcmp(guid, kinds[i].guid, GUID_BYTES) == 0)
            return kinds[i].kind;
    return GPT_KIND_OTHER;
}

static void partitions_take(struct gpt *gpt, const uint8_t *entries)
{
    static const uint8_t unused[GUID_BYTES];

    for (uint32_t i = 0; i < gpt->primary.entry_count && gpt->count < GPT_PARTITIONS_MAX; i++) {
        const uint8_t *entry = entries + (size_t)i * gpt->primary.entry_bytes;

        if (memcmp(entry, unused, sizeof(unused)) == 0)
            continue;
        gpt->partitions[gpt->count++] = (struct gpt_partition){ .kind = kind_of(entry),
                                                                .number = i + 1,
                                                                .first = bytes_u64(entry + 32),
                                                                .last = bytes_u64(entry + 40) };
    }
}

bool gpt_read(struct gpt *gpt, const struct span *whole)
{
    uint8_t *entries;

    *gpt = (struct gpt){ 0 };
    header_read(&gpt->primary, whole, 1);
    if (!gpt->primary.has_signature)
        return false;
    entries = entries_read(&gpt->primary, whole, 1);
    if (entries != NULL)
        partitions_take(gpt, entries);
    free(entries);
    header_read(&gpt->backup, whole, gpt->primary.other_lba);
    free(entries_read(&gpt->backup, whole, gpt->primary.other_lba));
    return true;
}
