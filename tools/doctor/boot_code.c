/* SPDX-License-Identifier: MIT */
/*
 * boot_code.c — both kinds of sector 0 hold the same words and are laid out alike, but boot_hybrid.img
 * takes the number of the core's sector from 0x1b0 and leaves zeros at 0x5c, where it stands in
 * boot.img. A core at LBA 0 makes no sense in either.
 */
#include "doctor/boot_code.h"

#include "doctor/mbr.h"
#include "grub/grub_core.h"
#include "lib/bytes.h"

#include <string.h>

#define DISK_CORE_AT   0x5c
#define DISK_DRIVE_AT  0x64 /* 0xff: the one the BIOS names */
#define DISK_CHECK_AT  0x66 /* two NOPs on hard disks, else a jump over the check */
#define CLI            0xfau
#define TWO_NOPS       0x9090u
#define HYBRID_CORE_AT 0x1b0

/* The list in a core's first sector grows down: LBA (8 bytes), sectors (2), segment (2). */
#define BLOCKS_END_AT 0x200
#define BLOCK_BYTES   12u

static bool bytes_have(const uint8_t *bytes, size_t size, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, text, length) == 0)
            return true;
    return false;
}

struct boot_code boot_code_parse(const uint8_t *sector)
{
    struct boot_code code = { .kind = BOOT_CODE_OTHER };

    if (!bytes_have(sector, MBR_CODE_BYTES, "GRUB ") ||
        !bytes_have(sector, MBR_CODE_BYTES, "Hard Disk") || sector[DISK_DRIVE_AT + 1] != CLI)
        return code;
    code.kind = BOOT_CODE_DISK;
    code.core_lba = bytes_u64(sector + DISK_CORE_AT);
    code.is_drive_checked = bytes_u16(sector + DISK_CHECK_AT) == TWO_NOPS;
    if (code.core_lba == 0) {
        code.kind = BOOT_CODE_HYBRID;
        code.core_lba = bytes_u64(sector + HYBRID_CORE_AT);
    }
    return code;
}

bool core_find(const struct span *span, uint64_t lba, struct core *core)
{
    uint8_t sector[SECTOR_BYTES];

    if (lba > UINT64_MAX / SECTOR_BYTES ||
        !span_read(span, lba * SECTOR_BYTES, sector, sizeof(sector)) || !grub_core_is_start(sector))
        return false;
    *core = (struct core){ .first = lba, .end = lba + 1 };
    for (unsigned i = 1; i <= CORE_BLOCKS_MAX; i++) {
        const uint8_t *block = sector + BLOCKS_END_AT - i * BLOCK_BYTES;
        uint64_t first = bytes_u64(block), end = first + bytes_u16(block + 8);

        if (bytes_u16(block + 8) == 0)
            return i > 1;
        if (end < first || end > span->size / SECTOR_BYTES)
            return false;
        if (i == 1)
            core->second = first;
        if (end > core->end)
            core->end = end;
    }
    return false;
}
