/* SPDX-License-Identifier: MIT */
/*
 * mbr.h — the partition table of sector 0: four entries at byte 446, and two bytes that say there
 * is one (UEFI Specification 2.10, 5.2.1).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MBR_ENTRIES     4u
#define MBR_ENTRY_AT(i) (446u + 16u * (i))
#define MBR_CODE_BYTES  440u

#define MBR_ACTIVE 0x80u

#define MBR_TYPE_EMPTY      0x00u
#define MBR_TYPE_FAT32_LBA  0x0cu
#define MBR_TYPE_PROTECTIVE 0xeeu
#define MBR_TYPE_ESP        0xefu

struct mbr_chs {
    uint16_t cylinder;
    uint8_t head;
    uint8_t sector; /* from 1 */
};

struct mbr_entry {
    uint8_t status;
    uint8_t type;
    struct mbr_chs first, last;
    uint32_t lba;
    uint32_t sectors;
};

struct mbr {
    bool is_signed;
    bool has_code; /* there is something to start in front of the table */
    struct mbr_entry entries[MBR_ENTRIES];
};

/* Reads a sector of 512 bytes; there is none that cannot be read. */
void mbr_parse(struct mbr *mbr, const uint8_t *sector);

/* True when the entry describes a partition: it has a type and a size. */
bool mbr_entry_is_used(const struct mbr_entry *entry);

/* True when a type is one of those of FAT. */
bool mbr_type_is_fat(uint8_t type);

/*
 * True when the four entries can be a table on a medium of so many sectors: every status is one that
 * exists, and one entry at least begins behind sector 0 and inside.
 */
bool mbr_is_plausible(const struct mbr *mbr, uint64_t sectors);

/*
 * True when the three numbers are those of `lba` on a disk of so many heads and sectors; beyond
 * cylinder 1023 the highest numbers stand for it.
 */
bool mbr_chs_is(const struct mbr_chs *chs, uint64_t lba, unsigned heads, unsigned sectors);
