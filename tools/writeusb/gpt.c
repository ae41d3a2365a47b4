/* SPDX-License-Identifier: MIT */
/*
 * gpt.c — reads the header field by field; nothing in it is believed before its checksum fits.
 */
#include "writeusb/gpt.h"

#include "lib/crc32.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* UEFI Specification 2.10, table 5.5: offsets in the header, all little-endian. */
#define GPT_SIGNATURE       "EFI PART"
#define GPT_SIGNATURE_BYTES 8
#define GPT_HEADER_SIZE     12
#define GPT_HEADER_CRC      16
#define GPT_MY_LBA          24
#define GPT_HEADER_MIN      92u

static uint32_t read_le32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t read_le64(const unsigned char *at)
{
    return read_le32(at) | (uint64_t)read_le32(at + 4) << 32;
}

bool gpt_is_backup(const unsigned char sector[DISK_SECTOR_BYTES], uint64_t lba)
{
    unsigned char header[DISK_SECTOR_BYTES];
    uint32_t size = read_le32(sector + GPT_HEADER_SIZE);

    if (memcmp(sector, GPT_SIGNATURE, GPT_SIGNATURE_BYTES) != 0 || size < GPT_HEADER_MIN ||
        size > DISK_SECTOR_BYTES || read_le64(sector + GPT_MY_LBA) != lba)
        return false;
    /* The checksum is taken with its own field as zero. */
    memcpy(header, sector, sizeof(header));
    memset(header + GPT_HEADER_CRC, 0, sizeof(uint32_t));
    return crc32_update(0, header, size) == read_le32(sector + GPT_HEADER_CRC);
}

bool gpt_remove_backup(const struct disk *disk, uint64_t image_bytes, bool *is_removed,
                       struct fault *fault)
{
    uint64_t lba = disk->size_bytes / DISK_SECTOR_BYTES - 1;
    unsigned char *sector;
    bool is_good;

    *is_removed = false;
    if (lba * DISK_SECTOR_BYTES < image_bytes)
        return true;
    sector = disk_buffer(DISK_SECTOR_BYTES);
    if (sector == NULL)
        return fault_set(fault, FAULT_MEMORY, 0, ENOMEM);
    is_good = disk_read(disk, sector, DISK_SECTOR_BYTES, lba * DISK_SECTOR_BYTES, fault);
    if (is_good && gpt_is_backup(sector, lba)) {
        memset(sector, 0, DISK_SECTOR_BYTES);
        is_good = disk_write(disk, sector, DISK_SECTOR_BYTES, lba * DISK_SECTOR_BYTES, fault) &&
                  disk_flush(disk, disk->size_bytes, fault);
        *is_removed = is_good;
    }
    free(sector);
    return is_good;
}
