/* SPDX-License-Identifier: MIT */
/*
 * iso9660_folder.c — a folder is a run of records, none of which crosses a block. Rock Ridge keeps a
 * name in the record's tail, or in an area the tail points to. A folder that contains itself ends
 * with the bytes that are read for one listing.
 */
#include "doctor/iso9660.h"

#include "lib/bytes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_BYTES_MIN  34u
#define FOLDERS_BYTES_MAX (64u << 20)
#define NAME_BYTES_MAX    256u
#define AREAS_MAX         4u
#define FLAG_FOLDER       0x02u
#define FLAG_MORE         0x80u /* the file goes on in the next record */

struct walk {
    struct iso9660 *iso;
    struct listing *listing;
    uint64_t left; /* bytes of folders that may still be read */
    bool is_more;
};

static void damage(struct iso9660 *iso, const char *what)
{
    if (iso->damage == NULL)
        iso->damage = what;
}

static void name_append(char *name, const uint8_t *bytes, size_t size)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < size && length < NAME_BYTES_MAX - 1; i++)
        name[length++] =
            (char)(bytes[i] >= ' ' && bytes[i] < 0x7f && bytes[i] != '/' ? bytes[i] : '?');
    name[length] = '\0';
}

/*
 * Takes the pieces of a name out of one area. Returns the area that follows, for free(), with its
 * size; NULL at the end.
 */
static uint8_t *area_take(const struct iso9660 *iso, const uint8_t *area, size_t *size, char *name)
{
    uint8_t *next = NULL;
    size_t next_size = 0;

    for (size_t at = 0; at + 4 <= *size;) {
        const uint8_t *entry = area + at;
        size_t length = entry[2];

        if (length < 4 || at + length > *size)
            break;
        if (memcmp(entry, "NM", 2) == 0 && length > 5) {
            name_append(name, entry + 5, length - 5);
        } else if (memcmp(entry, "CE", 2) == 0 && length >= 28 && next == NULL) {
            next_size = bytes_u32(entry + 20);
            if (next_size <= ISO_BLOCK_BYTES)
                next = span_load(&iso->span,
                                 (uint64_t)bytes_u32(entry + 4) * ISO_BLOCK_BYTES +
                                     bytes_u32(entry + 12),
                                 next_size);
        }
        at += length;
    }
    *size = next_size;
    return next;
}

static void rock_ridge_name(const struct iso9660 *iso, const uint8_t *area, size_t size, char *name)
{
    uint8_t *owned = NULL;

    for (unsigned i = 0; i < AREAS_MAX && area != NULL; i++) {
        uint8_t *next = area_take(iso, area, &size, name);

        free(owned);
        area = owned = next;
    }
    free(owned);
}

/* The plain name, without version and without the dot of an empty extension. */
static void plain_name(const uint8_t *bytes, size_t size, char *name)
{
    char *version;
    size_t length;

    name_append(name, bytes, size);
    version = strchr(name, ';');
    if (version != NULL)
        *version = '\0';
    length = strlen(name);
    if (length > 1 && name[length - 1] == '.')
        name[length - 1] = '\0';
    for (char *c = name; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
}

/* False when there is no room for it. */
static bool record_take(struct walk *walk, const char *folder, const uint8_t *record)
{
    size_t length = record[0], name_length = record[32], tail = 33 + (name_length | 1);
    char name[NAME_BYTES_MAX] = "";
    struct listing_entry *entry;
    bool goes_on = walk->is_more;

    if (33 + name_length > length || name_length == 0 || (name_length == 1 && record[33] <= 1))
        return true;
    walk->is_more = (record[25] & FLAG_MORE) != 0;
    if (goes_on && walk->listing->count > 0) {
        walk->listing->list[walk->listing->count - 1].size += bytes_u32(record + 10);
        return true;
    }
    if (tail < length)
        rock_ridge_name(walk->iso, record + tail, length - tail, name);
    if (name[0] == '\0')
        plain_name(record + 33, name_length, name);
    entry = listing_add(walk->listing, folder, name);
    if (entry == NULL)
        return false;
    entry->is_folder = (record[25] & FLAG_FOLDER) != 0;
    entry->first = bytes_u32(record + 2);
    entry->size = bytes_u32(record + 10);
    if (!entry->is_folder && entry->size > 0 &&
        !span_holds(&walk->iso->span, entry->first * ISO_BLOCK_BYTES, entry->size))
        damage(walk->iso, "a file lies beyond the end of the image");
    return true;
}

/* False when there is no room for its files. */
static bool folder_take(struct walk *walk, const char *folder, uint32_t block, uint64_t size)
{
    uint8_t *bytes;
    bool has_room = true;

    if (size > walk->left) {
        damage(walk->iso, "its folders are larger than any that serve to boot");
        return false;
    }
    walk->left -= size;
    bytes = iso9660_load(walk->iso, block, (size_t)size);
    if (bytes == NULL)
        damage(walk->iso, "a folder lies beyond the end of the image");
    for (size_t at = 0; bytes != NULL && has_room && at + RECORD_BYTES_MIN <= size;) {
        size_t length = bytes[at];

        if (length == 0) {
            at = (at / ISO_BLOCK_BYTES + 1) * ISO_BLOCK_BYTES;
            continue;
        }
        if (length < RECORD_BYTES_MIN || at + length > size) {
            damage(walk->iso, "a folder has a record that cannot be");
            break;
        }
        has_room = record_take(walk, folder, bytes + at);
        at += length;
    }
    walk->is_more = false;
    free(bytes);
    return has_room;
}

bool iso9660_list(struct iso9660 *iso, struct listing *listing)
{
    struct walk walk = { .iso = iso, .listing = listing, .left = FOLDERS_BYTES_MAX };
    bool has_room = folder_take(&walk, NULL, iso->root_block, iso->root_bytes);

    for (size_t i = 0; has_room && i < listing->count; i++) {
        /* The list may move while it grows. */
        char path[LISTING_PATH_MAX];

        if (!listing->list[i].is_folder)
            continue;
        strcpy(path, listing->list[i].path);
        has_room =
            folder_take(&walk, path, (uint32_t)listing->list[i].first, listing->list[i].size);
        listing->list[i].size = 0;
    }
    if (!has_room && !listing->is_cut)
        damage(iso, "its folders lie in each other without an end");
    return iso->damage == NULL;
}
