/* SPDX-License-Identifier: MIT */
/*
 * fake_sysfs.h — a tree of folders, small files and links that stands for / in a test: sysfs with
 * disks in it, and the files of /proc that tell what is in use. It goes with the test.
 */
#pragma once

#include "exact.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char fake_root[] = "/tmp/noos-sysfs-XXXXXX";

/* Makes the folders above `path`. */
static inline void fake_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

/* A file with these bytes, and the folders above it. */
static inline void fake_bytes(const char *name, const void *bytes, size_t size)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", fake_root, name);
    fake_folders(path);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void fake_file(const char *name, const char *text)
{
    fake_bytes(name, text, strlen(text));
}

/* A link to another place of the tree. */
static inline void fake_link(const char *name, const char *target)
{
    char path[4096];
    char full[4096];

    snprintf(path, sizeof(path), "%s/%s", fake_root, name);
    snprintf(full, sizeof(full), "%s/%s", fake_root, target);
    fake_folders(path);
    assert_int_equal(symlink(full, path), 0);
}

/* A block device in the folder sys/devices/PLACE, found by number and by name. */
static inline void fake_block(const char *number, const char *place, const char *sectors)
{
    char name[1024];
    char target[512];

    snprintf(target, sizeof(target), "sys/devices/%s", place);
    snprintf(name, sizeof(name), "%s/size", target);
    fake_file(name, sectors);
    snprintf(name, sizeof(name), "%s/queue/logical_block_size", target);
    fake_file(name, "512\n");
    snprintf(name, sizeof(name), "sys/dev/block/%s", number);
    fake_link(name, target);
    snprintf(name, sizeof(name), "sys/class/block/%s", strrchr(place, '/') + 1);
    fake_link(name, target);
}

static inline int fake_remove(const char *path, const struct stat *status, int kind,
                              struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int fake_setup(void **state)
{
    (void)state;
    memcpy(strrchr(fake_root, '-'), "-XXXXXX", 7);
    if (mkdtemp(fake_root) == NULL)
        return -1;
    fake_file("proc/self/mountinfo", "");
    fake_file("proc/swaps", "Filename Type Size Used Priority\n");
    return 0;
}

static inline int fake_teardown(void **state)
{
    (void)state;
    return nftw(fake_root, fake_remove, 16, FTW_DEPTH | FTW_PHYS);
}
