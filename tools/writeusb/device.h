/* SPDX-License-Identifier: MIT */
/*
 * device.h — what the kernel knows of a block device: the facts by which a person, and this
 * program, tell a stick from a disk.
 *
 * All of it comes from sysfs below `root`, which is "" but for tests.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICE_WORDS_MAX 128

struct device {
    char folder[PATH_MAX]; /* its real folder in sysfs */
    char name[DEVICE_WORDS_MAX];
    unsigned major;
    unsigned minor;
    uint64_t size_bytes;
    uint64_t sequence; /* the kernel's count of media: another one for each that is put in */
    uint64_t sector_bytes;
    bool is_partition;
    bool is_stacked; /* device-mapper or md: made of other disks */
    bool is_optical;
    bool is_removable;
    bool is_usb;
    bool is_read_only;
    char model[2 * DEVICE_WORDS_MAX]; /* the maker's name before it; empty when unknown */
    char serial[DEVICE_WORDS_MAX];    /* empty when unknown */
};

/* The facts of device MAJOR:MINOR. False when sysfs knows no such block device. */
bool device_read(const char *root, unsigned major, unsigned minor, struct device *device);

/* Whether two readings are of the same medium in the same place. */
bool device_is_same(const struct device *one, const struct device *other);

/*
 * Whether an image of `image_bytes` may be written to it, by what kind of device it is. `force`
 * lets through what is neither removable nor on USB, nothing else. False, and in `why` the rest of
 * a sentence that begins with the device's name.
 */
bool device_permits(const struct device *device, uint64_t image_bytes, bool force, char *why,
                    size_t size);

/* One line for a person: model, serial number, size, how it is attached. */
void device_describe(const struct device *device, char *text, size_t size);
