/* SPDX-License-Identifier: MIT */
/*
 * gpt.h — the backup of a GUID partition table that an earlier use of the stick has left in its
 * last sector.
 *
 * Firmware and kernels that find no table at the beginning take the backup (UEFI Specification 2.10,
 * section 5.3.2). It would speak for a plain-MBR image, and for a stick whose writing was interrupted.
 */
#pragma once

#include "writeusb/disk.h"

/*
 * Whether the sector at `lba`, the last of a disk, is a backup header that firmware would believe:
 * signature, size, checksum, and its own place (sections 5.3.2, table 5.5).
 */
bool gpt_is_backup(const unsigned char sector[DISK_SECTOR_BYTES], uint64_t lba);

/*
 * Overwrites such a sector with zeros where it lies behind the image; anything else stays.
 * *is_removed tells whether there was one. False with the fault when the stick fails.
 */
bool gpt_remove_backup(const struct disk *disk, uint64_t image_bytes, bool *is_removed,
                       struct fault *fault);
