/* SPDX-License-Identifier: MIT */
/*
 * listing.h — the files of a file system, whatever kind it is, by their paths.
 *
 * Paths have '/' between their parts and none in front. Names are compared as FAT does, without
 * regard to case: a tree that is to be copied to a stick must not depend on it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LISTING_MAX       65536u
#define LISTING_PATH_MAX  1024u
#define LISTING_BYTES_MAX (8u << 20) /* of all paths */

struct listing_entry {
    char *path;
    uint64_t size;
    uint64_t first; /* where its bytes begin, in the file system's own numbers */
    bool is_folder;
    bool is_private; /* on this computer: not everybody may read it */
};

struct listing {
    struct listing_entry *list;
    size_t count;
    size_t bytes; /* of their paths */
    bool is_cut;  /* there are more than are kept */
};

/*
 * Adds a file or folder called `name` in `folder` (NULL for the root), both copied. The entry, good
 * until the next call. NULL when its path is too long, and when there are too many, or no memory,
 * for another one: then the listing is cut.
 */
struct listing_entry *listing_add(struct listing *listing, const char *folder, const char *name);

/* The entry with this path, or NULL. */
const struct listing_entry *listing_find(const struct listing *listing, const char *path);

/* True when a file has this path. */
bool listing_has_file(const struct listing *listing, const char *path);

/* True when no file has this path, as far as a listing that is cut can tell. */
bool listing_lacks_file(const struct listing *listing, const char *path);

void listing_free(struct listing *listing);
