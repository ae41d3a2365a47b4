/* SPDX-License-Identifier: MIT */
/*
 * mbr.c — cylinders, heads and sectors are packed into three bytes: the head, the sector in six bits
 * with the two high bits of the cylinder above it, the rest of the cylinder.
 */
#include "doctor/mbr.h"

#include "lib/bytes.h"

#define CYLINDER_MAX 1023u

static struct mbr_chs chs_parse(const uint8_t *bytes)
{
    return (struct mbr_chs){ .head = bytes[0],
                             .sector = bytes[1] & 0x3f,
                             .cylinder = (uint16_t)((bytes[1] & 0xc0) << 2 | bytes[2]) };
}

void mbr_parse(struct mbr *mbr, const uint8_t *sector)
{
    *mbr = (struct mbr){ .is_signed = sector[510] == 0x55 && sector[511] == 0xaa };
    for (unsigned i = 0; i < MBR_CODE_BYTES && !mbr->has_code; i++)
        mbr->has_code = sector[i] != 0;
    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const uint8_t *bytes = sector + MBR_ENTRY_AT(i);

        mbr->entries[i] = (struct mbr_entry){ .status = bytes[0],
                                              .first = chs_parse(bytes + 1),
                                              .type = bytes[4],
                                              .last = chs_parse(bytes + 5),
                                              .lba = bytes_u32(bytes + 8),
                                              .sectors = bytes_u32(bytes + 12) };
    }
}

bool mbr_entry_is_used(const struct mbr_entry *entry)
{
    return entry->type != MBR_TYPE_EMPTY && entry->sectors != 0;
}

bool mbr_type_is_fat(uint8_t type)
{
    return type == 0x01 || type == 0x04 || type == 0x06 || type == 0x0b ||
           type == MBR_TYPE_FAT32_LBA || type == 0x0e;
}

bool mbr_is_plausible(const struct mbr *mbr, uint64_t sectors)
{
    bool is_found = false;

    for (unsigned i = 0; i < MBR_ENTRIES; i++) {
        const struct mbr_entry *entry = &mbr->entries[i];

        if ((entry->status & ~MBR_ACTIVE) != 0)
            return false;
        if (mbr_entry_is_used(entry) && entry->lba != 0 && entry->lba < sectors)
            is_found = true;
    }
    return is_found;
}

bool mbr_chs_is(const struct mbr_chs *chs, uint64_t lba, unsigned heads, unsigned sectors)
{
    uint64_t cylinder = lba / (heads * sectors);

    if (cylinder > CYLINDER_MAX)
        return chs->cylinder == CYLINDER_MAX && chs->sector == sectors &&
               (chs->head == heads - 1 || chs->head == 255);
    return chs->cylinder == cylinder && chs->head == lba / sectors % heads &&
           chs->sector == lba % sectors + 1;
}
