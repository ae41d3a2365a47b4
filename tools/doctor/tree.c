/* SPDX-License-Identifier: MIT */
/*
 * tree.c — goes through the list of folders from front to back while it grows; each folder's files
 * are sorted, so that findings come in the same order everywhere.
 */
#include "doctor/tree.h"

#include "doctor/finding.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES (4096 + LISTING_PATH_MAX)

static int name_is_kept(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* `folder` below the tree, NULL for the tree itself. */
static int entry_take(struct volume *tree, const char *folder, const char *name)
{
    struct listing_entry *entry = listing_add(&tree->listing, folder, name);
    char path[PATH_BYTES];
    struct stat status;

    if (entry == NULL) {
        errno = ENAMETOOLONG;
        return tree->listing.is_cut ? 0 : -1;
    }
    snprintf(path, sizeof(path), "%s/%s", tree->folder, entry->path);
    if (stat(path, &status) != 0)
        return errno == ENOENT ? 0 : -1;
    if (S_ISDIR(status.st_mode)) {
        struct stat link;

        entry->is_folder = lstat(path, &link) == 0 && S_ISDIR(link.st_mode);
        entry->is_private = (status.st_mode & S_IXOTH) == 0;
        return 0;
    }
    entry->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
    entry->is_private = (status.st_mode & S_IROTH) == 0;
    return 0;
}

static int folder_take(struct volume *tree, const char *folder)
{
    struct dirent **entries;
    char path[PATH_BYTES];
    int count, status = 0;

    snprintf(path, sizeof(path), "%s/%s", tree->folder, folder != NULL ? folder : "");
    count = scandir(path, &entries, name_is_kept, alphasort);
    if (count < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (status == 0)
            status = entry_take(tree, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return status;
}

int tree_open(struct volume *tree, const char *path)
{
    int status;

    *tree = (struct volume){ .kind = VOLUME_FOLDER, .at = PLACE_NONE, .folder = path };
    snprintf(tree->name, sizeof(tree->name), "the tree");
    if (strlen(path) >= PATH_BYTES - LISTING_PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    status = folder_take(tree, NULL);
    for (size_t i = 0; status == 0 && !tree->listing.is_cut && i < tree->listing.count; i++) {
        /* The list may move while it grows. */
        char folder[LISTING_PATH_MAX];

        if (!tree->listing.list[i].is_folder)
            continue;
        strcpy(folder, tree->listing.list[i].path);
        status = folder_take(tree, folder);
    }
    return status;
}
