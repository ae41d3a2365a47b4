/* SPDX-License-Identifier: MIT */
/*
 * usage.c — from what is mounted and swapped on down to the disks below, along the "slaves" of
 * sysfs, and from the disk up to its "holders". proc(5) and the kernel's
 * Documentation/filesystems/proc.rst tell the layout of mountinfo and swaps.
 */
#include "writeusb/usage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Devices that one mount may lie on, through all layers; more is refused as not understood. */
#define LAYERS_MAX 64

struct stack {
    char folders[LAYERS_MAX][PATH_MAX];
    size_t count;
    bool is_full;
};

static void stack_push(struct stack *stack, const char *path)
{
    char folder[PATH_MAX];

    if (realpath(path, folder) == NULL)
        return;
    for (size_t i = 0; i < stack->count; i++) {
        if (strcmp(stack->folders[i], folder) == 0)
            return;
    }
    if (stack->count == LAYERS_MAX) {
        stack->is_full = true;
        return;
    }
    memcpy(stack->folders[stack->count++], folder, sizeof(folder));
}

static void stack_push_slaves(struct stack *stack, size_t index)
{
    char path[2 * PATH_MAX];
    struct dirent *entry;
    DIR *folder;

    snprintf(path, sizeof(path), "%s/slaves", stack->folders[index]);
    folder = opendir(path);
    if (folder == NULL)
        return;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/slaves/%s", stack->folders[index], entry->d_name);
        stack_push(stack, path);
    }
    closedir(folder);
}

/* Whether a folder of sysfs is the disk's, or that of a partition of it. */
static bool folder_is_of(const char *folder, const struct device *device)
{
    size_t length = strlen(device->folder);

    return strncmp(folder, device->folder, length) == 0 &&
           (folder[length] == '\0' || folder[length] == '/');
}

/* Whether the device with this entry in sysfs is the disk, or lies on it through any layers. */
static bool lies_on(const char *path, const struct device *device, bool *is_unclear)
{
    struct stack *stack = calloc(1, sizeof(*stack));
    bool is_found = false;

    if (stack == NULL) {
        *is_unclear = true;
        return false;
    }
    stack_push(stack, path);
    for (size_t i = 0; i < stack->count && !is_found; i++) {
        is_found = folder_is_of(stack->folders[i], device);
        stack_push_slaves(stack, i);
    }
    *is_unclear = *is_unclear || stack->is_full;
    free(stack);
    return is_found;
}

/* The entry in sysfs of a name below /dev, which may be a link, as in /dev/mapper. */
static void entry_of_name(const char *root, const char *name, char *path, size_t size)
{
    char full[2 * PATH_MAX];
    char real[PATH_MAX];
    const char *base = strrchr(name, '/');

    snprintf(full, sizeof(full), "%s%s", root, name);
    if (realpath(full, real) != NULL)
        base = strrchr(real, '/');
    snprintf(path, size, "%s/sys/class/block/%s", root, base == NULL ? name : base + 1);
}

/* One line of mountinfo: device, mount point and source. */
struct mount {
    unsigned major;
    unsigned minor;
    char point[PATH_MAX];
    char source[PATH_MAX];
};

static bool mount_parse(const char *line, struct mount *mount)
{
    const char *dash = strstr(line, " - ");

    mount->source[0] = '\0';
    if (sscanf(line, "%*d %*d %u:%u %*s %4095s", &mount->major, &mount->minor, mount->point) != 3)
        return false;
    return dash != NULL && sscanf(dash, " - %*s %4095s", mount->source) == 1;
}

static bool point_is_of_system(const char *point)
{
    static const char *const points[] = { "/", "/boot", "/boot/efi", "/efi", "/usr", "/var" };

    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        if (strcmp(point, points[i]) == 0)
            return true;
    }
    return false;
}

/* A file system of several devices, such as btrfs, has a number of its own: then the source tells. */
static bool mount_is_on(const char *root, const struct mount *mount, const struct device *device,
                        bool *is_unclear)
{
    char path[2 * PATH_MAX];

    snprintf(path, sizeof(path), "%s/sys/dev/block/%u:%u", root, mount->major, mount->minor);
    if (lies_on(path, device, is_unclear))
        return true;
    if (strncmp(mount->source, "/dev/", 5) != 0)
        return false;
    entry_of_name(root, mount->source, path, sizeof(path));
    return lies_on(path, device, is_unclear);
}

static FILE *table_open(const char *root, const char *name, char *why, size_t size)
{
    char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof(path), "%s%s", root, name);
    file = fopen(path, "re");
    if (file == NULL)
        snprintf(why, size, "may be in use: %s cannot be read", path);
    return file;
}

static bool mounts_find(const char *root, const struct device *device, char *why, size_t size)
{
    FILE *file = table_open(root, "/proc/self/mountinfo", why, size);
    static struct mount mount;
    char *line = NULL;
    size_t room = 0;
    bool is_unclear = false;
    bool is_found = false;

    if (file == NULL)
        return true;
    while (getline(&line, &room, file) > 0) {
        if (!mount_parse(line, &mount) || !mount_is_on(root, &mount, device, &is_unclear))
            continue;
        /* The system is the graver word, so it is looked for to the end. */
        if (point_is_of_system(mount.point)) {
            snprintf(why, size, "is the disk that this system runs from: %.256s lies on it",
                     mount.point);
            is_found = true;
            break;
        }
        if (!is_found)
            snprintf(why, size,
                     "is mounted at %.256s: look whether it is the stick you mean, then "
                     "unmount all of it",
                     mount.point);
        is_found = true;
    }
    free(line);
    fclose(file);
    if (!is_found && is_unclear)
        snprintf(why, size, "may be in use: too many devices lie on each other here");
    return is_found || is_unclear;
}

static bool swaps_find(const char *root, const struct device *device, char *why, size_t size)
{
    FILE *file = table_open(root, "/proc/swaps", why, size);
    char path[2 * PATH_MAX];
    char name[PATH_MAX];
    char *line = NULL;
    size_t room = 0;
    bool is_unclear = false;
    bool is_found = false;

    if (file == NULL)
        return true;
    while (!is_found && getline(&line, &room, file) > 0) {
        if (sscanf(line, "%4095s", name) != 1 || strncmp(name, "/dev/", 5) != 0)
            continue;
        entry_of_name(root, name, path, sizeof(path));
        is_found = lies_on(path, device, &is_unclear);
        if (is_found)
            snprintf(why, size, "is used for swap: swapoff %.256s", name);
        else if (is_unclear)
            snprintf(why, size, "may be in use: too many devices lie on each other here");
    }
    free(line);
    fclose(file);
    return is_found || is_unclear;
}

/* The first device that holds the one of a folder of sysfs; false when there is none. */
static bool holder_find(const char *folder, char *holder, size_t size)
{
    char path[2 * PATH_MAX];
    struct dirent *entry;
    DIR *holders;

    snprintf(path, sizeof(path), "%s/holders", folder);
    holders = opendir(path);
    holder[0] = '\0';
    if (holders == NULL)
        return false;
    while ((entry = readdir(holders)) != NULL) {
        if (entry->d_name[0] != '.')
            snprintf(holder, size, "%.63s", entry->d_name);
    }
    closedir(holders);
    return holder[0] != '\0';
}

static bool holders_find(const struct device *device, char *why, size_t size)
{
    char path[2 * PATH_MAX];
    char holder[64];
    bool is_found = holder_find(device->folder, holder, sizeof(holder));
    DIR *folder = opendir(device->folder);
    struct dirent *entry;

    while (!is_found && folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strncmp(entry->d_name, device->name, strlen(device->name)) != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", device->folder, entry->d_name);
        is_found = holder_find(path, holder, sizeof(holder));
    }
    if (folder != NULL)
        closedir(folder);
    if (is_found)
        snprintf(why, size, "is in use by %s (LVM, RAID or encryption): close that first", holder);
    return is_found;
}

bool usage_find(const char *root, const struct device *device, char *why, size_t size)
{
    return mounts_find(root, device, why, size) || swaps_find(root, device, why, size) ||
           holders_find(device, why, size);
}
