/* SPDX-License-Identifier: MIT */
/*
 * eltorito.c — the sum of the validation entry's 16-bit words is zero. A section header says how
 * many entries follow, and whether it is the last.
 */
#include "doctor/eltorito.h"

#include "lib/bytes.h"

#define ENTRY_BYTES 32u
#define ENTRIES_MAX (ISO_BLOCK_BYTES / ENTRY_BYTES)
#define HEADER_MORE 0x90u
#define HEADER_LAST 0x91u
#define BOOTABLE    0x88u
#define EXTENSION   0x44u

static const char *validation_fault(const uint8_t *entry)
{
    uint16_t sum = 0;

    for (unsigned i = 0; i < ENTRY_BYTES; i += 2)
        sum = (uint16_t)(sum + bytes_u16(entry + i));
    if (entry[0] != 1 || entry[30] != 0x55 || entry[31] != 0xaa)
        return "the catalogue does not begin with a validation entry";
    return sum == 0 ? NULL : "the checksum of the catalogue's validation entry is wrong";
}

static void image_take(struct eltorito *eltorito, const struct iso9660 *iso, const uint8_t *entry,
                       unsigned index, uint8_t platform)
{
    if (eltorito->count == ELTORITO_IMAGES_MAX)
        return;
    eltorito->images[eltorito->count++] = (struct eltorito_image){
        .entry_at = eltorito->at + index * ENTRY_BYTES,
        .image_at = iso->span.offset + (uint64_t)bytes_u32(entry + 8) * ISO_BLOCK_BYTES,
        .platform = platform,
        .is_bootable = entry[0] == BOOTABLE,
        .emulation = entry[1] & 0x0f,
        .sectors = bytes_u16(entry + 6),
    };
}

void eltorito_read(struct eltorito *eltorito, const struct iso9660 *iso)
{
    uint8_t block[ISO_BLOCK_BYTES];
    uint64_t at = (uint64_t)iso->catalog_block * ISO_BLOCK_BYTES;
    unsigned left = 0;
    uint8_t platform = 0;
    bool is_last = false;

    *eltorito = (struct eltorito){ .at = iso->span.offset + at };
    if (!span_read(&iso->span, at, block, sizeof(block))) {
        eltorito->damage = "the catalogue lies beyond the end of the image";
        return;
    }
    eltorito->damage = validation_fault(block);
    if (eltorito->damage != NULL)
        return;
    image_take(eltorito, iso, block + ENTRY_BYTES, 1, block[1]);
    for (unsigned i = 2; i < ENTRIES_MAX; i++) {
        const uint8_t *entry = block + i * ENTRY_BYTES;

        if (left > 0 && entry[0] != EXTENSION) {
            image_take(eltorito, iso, entry, i, platform);
            left--;
        } else if (!is_last && (entry[0] == HEADER_MORE || entry[0] == HEADER_LAST)) {
            is_last = entry[0] == HEADER_LAST;
            platform = entry[1];
            left = bytes_u16(entry + 2);
        }
    }
}

const struct eltorito_image *eltorito_find(const struct eltorito *eltorito, uint8_t platform)
{
    for (unsigned i = 0; i < eltorito->count; i++)
        if (eltorito->images[i].is_bootable && eltorito->images[i].platform == platform)
            return &eltorito->images[i];
    return NULL;
}
