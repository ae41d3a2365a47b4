/* SPDX-License-Identifier: MIT */
/*
 * device.c — facts of a block device, from /sys/dev/block/MAJOR:MINOR and the folders above it.
 *
 * Names of files are those of the kernel's Documentation/ABI/{stable,testing}/sysfs-block and
 * sysfs-bus-usb. A file that is not there is a fact that is not known, never an error: a loop
 * device has neither model nor serial number.
 */
#include "writeusb/device.h"

#include "writeusb/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* sysfs counts sectors of this size, whatever the device's own are. */
#define SYSFS_SECTOR_BYTES 512u
/* The only size of sectors that the images are laid out for. */
#define IMAGE_SECTOR_BYTES 512u
/* SCSI peripheral device type 5: a CD or DVD drive. */
#define SCSI_TYPE_OPTICAL "5"

/* The serial number of a SCSI disk stands in a page with a head of four bytes. */
static bool serial_read_page(const char *folder, char *serial, size_t size)
{
    char page[DEVICE_WORDS_MAX];
    size_t length;

    if (!text_read(folder, "vpd_pg80", page, sizeof(page)))
        return false;
    length = strlen(page);
    /* Its zeros have become '?'. */
    for (size_t i = 4; i < length; i++) {
        if (page[i] != ' ') {
            snprintf(serial, size, "%s", page + i);
            return true;
        }
    }
    return false;
}

/*
 * Goes up from the device's folder to the first that has a serial number, and no further than the
 * USB device: above it is the hub, whose number is not the stick's.
 */
static void serial_read(struct device *device)
{
    char folder[PATH_MAX];
    char *slash;

    snprintf(folder, sizeof(folder), "%s", device->folder);
    while (strstr(folder, "/devices/") != NULL) {
        if (text_read(folder, "serial", device->serial, sizeof(device->serial)) ||
            serial_read_page(folder, device->serial, sizeof(device->serial)) ||
            text_exists(folder, "idVendor"))
            return;
        slash = strrchr(folder, '/');
        *slash = '\0';
    }
}

static void model_read(struct device *device)
{
    char vendor[DEVICE_WORDS_MAX];
    char model[DEVICE_WORDS_MAX];

    text_read(device->folder, "device/vendor", vendor, sizeof(vendor));
    if (!text_read(device->folder, "device/model", model, sizeof(model)) &&
        !text_read(device->folder, "device/name", model, sizeof(model)) &&
        text_read(device->folder, "loop/backing_file", model, sizeof(model)))
        snprintf(vendor, sizeof(vendor), "file");
    /* PCI devices have a number there. */
    if (strncmp(vendor, "0x", 2) == 0)
        vendor[0] = '\0';
    snprintf(device->model, sizeof(device->model), "%s%s%s", vendor,
             vendor[0] != '\0' && model[0] != '\0' ? " " : "", model);
}

static bool flag_read(const char *folder, const char *name)
{
    uint64_t value = 0;

    return text_read_number(folder, name, &value) && value != 0;
}

bool device_read(const char *root, unsigned major, unsigned minor, struct device *device)
{
    char path[PATH_MAX];
    char type[8];
    uint64_t sectors = 0;

    *device = (struct device){ .major = major, .minor = minor };
    snprintf(path, sizeof(path), "%s/sys/dev/block/%u:%u", root, major, minor);
    if (realpath(path, device->folder) == NULL)
        return false;
    snprintf(device->name, sizeof(device->name), "%s", strrchr(device->folder, '/') + 1);
    if (!text_read_number(device->folder, "size", &sectors) ||
        sectors > UINT64_MAX / SYSFS_SECTOR_BYTES)
        return false;
    device->size_bytes = sectors * SYSFS_SECTOR_BYTES;
    text_read_number(device->folder, "diskseq", &device->sequence);
    text_read_number(device->folder, "queue/logical_block_size", &device->sector_bytes);
    device->is_partition = text_exists(device->folder, "partition");
    device->is_stacked = text_exists(device->folder, "dm") || text_exists(device->folder, "md");
    device->is_optical = text_read(device->folder, "device/type", type, sizeof(type)) &&
                         strcmp(type, SCSI_TYPE_OPTICAL) == 0;
    device->is_removable = flag_read(device->folder, "removable");
    device->is_read_only = flag_read(device->folder, "ro");
    device->is_usb = strstr(device->folder + strlen(root), "/usb") != NULL;
    model_read(device);
    serial_read(device);
    return true;
}

bool device_is_same(const struct device *one, const struct device *other)
{
    return one->major == other->major && one->minor == other->minor &&
           one->size_bytes == other->size_bytes && one->sequence == other->sequence &&
           strcmp(one->folder, other->folder) == 0 && strcmp(one->model, other->model) == 0 &&
           strcmp(one->serial, other->serial) == 0;
}

bool device_permits(const struct device *device, uint64_t image_bytes, bool force, char *why,
                    size_t size)
{
    if (device->is_partition)
        snprintf(why, size, "is a partition; the image goes on the whole stick it is a part of");
    else if (device->is_stacked)
        snprintf(why, size, "is no disk: it is made of other disks by LVM, RAID or encryption");
    else if (device->is_optical)
        snprintf(why, size, "is a CD or DVD drive; burn the ISO with a program for that");
    else if (device->size_bytes == 0)
        snprintf(why, size, "has no medium in it");
    else if (device->is_read_only)
        snprintf(why, size, "is write-protected: is there a switch on the stick?");
    else if (device->sector_bytes != IMAGE_SECTOR_BYTES)
        snprintf(why, size, "has sectors of %" PRIu64 " bytes; the images are for %u",
                 device->sector_bytes, IMAGE_SECTOR_BYTES);
    else if (device->size_bytes < image_bytes)
        snprintf(why, size, "is too small: it holds %" PRIu64 " bytes, the image has %" PRIu64,
                 device->size_bytes, image_bytes);
    else if (!device->is_removable && !device->is_usb && !force)
        snprintf(why, size,
                 "is neither removable nor on USB: is it a disk of this machine? "
                 "(--force, or FORCE=1, if you are sure)");
    else
        return true;
    return false;
}

void device_describe(const struct device *device, char *text, size_t size)
{
    snprintf(text, size, "%s, serial number %s, %" PRIu64 " MB, %s%s",
             device->model[0] != '\0' ? device->model : "model unknown",
             device->serial[0] != '\0' ? device->serial : "unknown", device->size_bytes / 1000000,
             device->is_usb ? "USB, " : "", device->is_removable ? "removable" : "not removable");
}
