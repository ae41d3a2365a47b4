/* SPDX-License-Identifier: MIT */
/*
 * usage.h — whether anything on this machine uses a disk: mounts, swap, LVM, RAID, encryption.
 */
#pragma once

#include "writeusb/device.h"

/*
 * Looks for a use of the disk or of its partitions, by itself or below a stack of other devices.
 * All of it is read below `root`, "" but for tests: proc/self/mountinfo, proc/swaps, sys. True when
 * there is one, or when it cannot be found out, and in `why` the rest of a sentence that begins
 * with the device's name.
 *
 * What is mounted in another namespace is not seen here; the kernel refuses to open such a disk
 * with O_EXCL (disk_open).
 */
bool usage_find(const char *root, const struct device *device, char *why, size_t size);
