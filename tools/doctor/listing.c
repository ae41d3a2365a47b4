/* SPDX-License-Identifier: MIT */
/*
 * listing.c — an array that grows by doubling; the walks over a file system go through it from front
 * to back while they add to it, so that no depth of folders needs a deeper stack.
 */
#include "doctor/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Room for one more entry; false when there is none. */
static bool list_grow(struct listing *listing)
{
    struct listing_entry *list = listing->list;

    if ((listing->count & (listing->count - 1)) != 0)
        return true;
    list = realloc(list, (listing->count ? 2 * listing->count : 1) * sizeof(*list));
    if (list != NULL)
        listing->list = list;
    return list != NULL;
}

struct listing_entry *listing_add(struct listing *listing, const char *folder, const char *name)
{
    size_t room = (folder != NULL ? strlen(folder) + 1 : 0) + strlen(name) + 1;
    char *path;

    if (room > LISTING_PATH_MAX)
        return NULL;
    listing->is_cut = listing->is_cut || listing->count >= LISTING_MAX ||
                      room > LISTING_BYTES_MAX - listing->bytes || !list_grow(listing);
    path = listing->is_cut ? NULL : malloc(room);
    if (path == NULL) {
        listing->is_cut = true;
        return NULL;
    }
    snprintf(path, room, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
    listing->bytes += room;
    listing->list[listing->count] = (struct listing_entry){ .path = path };
    return &listing->list[listing->count++];
}

const struct listing_entry *listing_find(const struct listing *listing, const char *path)
{
    while (*path == '/')
        path++;
    for (size_t i = 0; i < listing->count; i++)
        if (strcasecmp(listing->list[i].path, path) == 0)
            return &listing->list[i];
    return NULL;
}

bool listing_has_file(const struct listing *listing, const char *path)
{
    const struct listing_entry *entry = listing_find(listing, path);

    return entry != NULL && !entry->is_folder;
}

bool listing_lacks_file(const struct listing *listing, const char *path)
{
    return !listing->is_cut && !listing_has_file(listing, path);
}

void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        free(listing->list[i].path);
    free(listing->list);
    *listing = (struct listing){ 0 };
}
