/* SPDX-License-Identifier: MIT */
/*
 * scratch.h — a folder of its own for a test that needs files; it goes with the test.
 */
#pragma once

#include "exact.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_folder[] = "/tmp/noos-test-XXXXXX";

/* For cmocka: makes the folder. */
static inline int scratch_setup(void **state)
{
    (void)state;
    memcpy(strrchr(scratch_folder, '-'), "-XXXXXX", 7);
    return mkdtemp(scratch_folder) == NULL ? -1 : 0;
}

/* The path of a file in the folder; good until the fourth call after this one. */
static inline const char *scratch_path(const char *name)
{
    static char paths[4][4096];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", scratch_folder, name);
    return path;
}

static inline void scratch_write(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(scratch_path(name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Reads a file of at most size - 1 bytes, ends it with a NUL, returns its length, -1 without. */
static inline long scratch_read(const char *name, char *to, size_t size)
{
    FILE *file = fopen(scratch_path(name), "rb");
    size_t count;

    to[0] = '\0';
    if (file == NULL)
        return -1;
    count = fread(to, 1, size - 1, file);
    to[count] = '\0';
    fclose(file);
    return (long)count;
}

/* How many files are in the folder. */
static inline int scratch_count(void)
{
    DIR *folder = opendir(scratch_folder);
    int count = 0;

    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* For cmocka: takes the files and the folder away. */
static inline int scratch_teardown(void **state)
{
    DIR *folder = opendir(scratch_folder);

    (void)state;
    if (folder == NULL)
        return -1;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.')
            unlink(scratch_path(entry->d_name));
    }
    closedir(folder);
    return rmdir(scratch_folder);
}
