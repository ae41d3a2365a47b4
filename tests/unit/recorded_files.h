/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/recorded_files.h — the tables of tests/recorded, which scripts/record-tables.sh makes.
 *
 * Tests run in the top folder of the tree.
 */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "exact.h"

#define RECORDED_FOLDER "tests/recorded"
#define RECORDED_MAX    (1u << 20)

/* The bytes of "machine/table", in a block of just their size; free() it. */
static inline uint8_t *recorded_read(const char *name, size_t *size)
{
    char path[700];
    struct stat status;
    uint8_t *bytes;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s.dat", RECORDED_FOLDER, name);
    file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0 || status.st_size > RECORDED_MAX)
        fail_msg("cannot read %s from here: tests run in the top folder of the tree", path);
    *size = (size_t)status.st_size;
    bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

typedef void (*recorded_visit_t)(const char *name, const uint8_t *bytes, size_t size);

static inline unsigned recorded_folder_visit(const char *machine, recorded_visit_t visit)
{
    char path[300], name[600];
    const struct dirent *entry;
    unsigned count = 0;
    DIR *folder;

    snprintf(path, sizeof(path), "%s/%s", RECORDED_FOLDER, machine);
    folder = opendir(path);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        const char *dot = strstr(entry->d_name, ".dat");
        uint8_t *bytes;
        size_t size;

        if (dot == NULL)
            continue;
        snprintf(name, sizeof(name), "%s/%.*s", machine, (int)(dot - entry->d_name), entry->d_name);
        bytes = recorded_read(name, &size);
        visit(name, bytes, size);
        free(bytes);
        count++;
    }
    closedir(folder);
    return count;
}

/* Shows each table of each machine to visit. Returns how many there are. */
static inline unsigned recorded_visit(recorded_visit_t visit)
{
    DIR *folder = opendir(RECORDED_FOLDER);
    const struct dirent *entry;
    unsigned count = 0;

    if (folder == NULL)
        fail_msg("no folder %s here: tests run in the top folder of the tree", RECORDED_FOLDER);
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            count += recorded_folder_visit(entry->d_name, visit);
    closedir(folder);
    return count;
}
