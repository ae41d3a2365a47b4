/* SPDX-License-Identifier: MIT */
/*
 * fat_folder.c — folders of entries of 32 bytes; a long name stands in front of its entry, last part
 * first. Damaged folders can be made to contain themselves, so there is an end to the bytes that
 * are read for one listing.
 */
#include "doctor/fat_chain.h"

#include "lib/bytes.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_BYTES        32u
#define FOLDER_BYTES_MAX   (65536u * ENTRY_BYTES)
#define FOLDERS_BYTES_MAX  (64u << 20)
#define PARTS_MAX          20u
#define PART_CHARS         13u
#define ATTRIBUTE_VOLUME   0x08u
#define ATTRIBUTE_FOLDER   0x10u
#define ATTRIBUTE_LONG     0x0fu
#define ATTRIBUTE_LONG_ALL 0x3fu
#define NAME_END           0x00u
#define NAME_DELETED       0xe5u
#define NAME_PART_LAST     0x40u

struct walk {
    struct fat *fat;
    struct listing *listing;
    uint64_t left;                              /* bytes of folders that may still be read */
    char long_name[PARTS_MAX * PART_CHARS + 1]; /* "" without */
};

/* Thirteen characters of a long name; what is not ASCII becomes '?'. */
static void long_part_take(struct walk *walk, const uint8_t *entry)
{
    static const uint8_t places[PART_CHARS] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };
    unsigned part = entry[0] & 0x1f;
    char *to;

    if (part == 0 || part > PARTS_MAX)
        return;
    to = walk->long_name + (size_t)(part - 1) * PART_CHARS;
    if (entry[0] & NAME_PART_LAST)
        memset(walk->long_name, 0, sizeof(walk->long_name));
    for (unsigned i = 0; i < PART_CHARS; i++) {
        uint16_t character = bytes_u16(entry + places[i]);

        if (character == 0)
            break;
        to[i] = (char)(character >= ' ' && character < 0x7f && character != '/' ? character : '?');
    }
}

/* "NAME    EXT" as NAME.EXT. */
static void short_name_take(const uint8_t *entry, char *name)
{
    unsigned length = 0;

    for (unsigned i = 0; i < 11; i++) {
        uint8_t byte = entry[i];

        if (i == 8 && entry[8] != ' ')
            name[length++] = '.';
        if (byte != ' ')
            name[length++] = (char)(byte > ' ' && byte < 0x7f ? byte : '?');
    }
    name[length] = '\0';
}

/* Follows a file's clusters: they must be as many as its size needs. */
static void file_check(struct walk *walk, uint32_t first, uint64_t size)
{
    struct fat *fat = walk->fat;
    uint64_t wanted = (size + fat->cluster_bytes - 1) / fat->cluster_bytes, found = 1;
    struct fat_chain chain;
    int status = 0;

    if (wanted == 0 || !fat_chain_begin(fat, &chain, first))
        return;
    while (found <= wanted && (status = fat_chain_next(fat, &chain)) > 0)
        found++;
    if (status >= 0 && found != wanted)
        fat_damage(fat, "a file has another number of clusters than its size needs");
}

/* False when there is no room for it. */
static bool entry_take(struct walk *walk, const char *folder, const uint8_t *entry)
{
    uint32_t first = bytes_u16(entry + 26) | (uint32_t)bytes_u16(entry + 20) << 16;
    char name[16];
    struct listing_entry *added;

    if (entry[11] & ATTRIBUTE_VOLUME || entry[0] == '.')
        return true;
    short_name_take(entry, name);
    added = listing_add(walk->listing, folder, walk->long_name[0] ? walk->long_name : name);
    if (added == NULL)
        return false;
    added->is_folder = (entry[11] & ATTRIBUTE_FOLDER) != 0;
    added->size = added->is_folder ? 0 : bytes_u32(entry + 28);
    added->first = first;
    if (!added->is_folder)
        file_check(walk, first, added->size);
    return true;
}

/* 1 to go on, 0 at the end of the folder, -1 when there is no room. */
static int entries_take(struct walk *walk, const char *folder, const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at + ENTRY_BYTES <= size; at += ENTRY_BYTES) {
        const uint8_t *entry = bytes + at;
        bool is_long = (entry[11] & ATTRIBUTE_LONG_ALL) == ATTRIBUTE_LONG;

        if (entry[0] == NAME_END)
            return 0;
        if (entry[0] != NAME_DELETED && is_long) {
            long_part_take(walk, entry);
            continue;
        }
        if (entry[0] != NAME_DELETED && !entry_take(walk, folder, entry))
            return -1;
        memset(walk->long_name, 0, sizeof(walk->long_name));
    }
    return 1;
}

/* A piece of a folder; the same results. */
static int piece_take(struct walk *walk, const char *folder, uint64_t at, size_t size)
{
    uint8_t *bytes = span_load(&walk->fat->span, at, size);
    int status = -1;

    if (bytes == NULL)
        fat_damage(walk->fat, "a folder lies beyond the end");
    else if (size > walk->left)
        fat_damage(walk->fat, "its folders are larger than any that serve to boot");
    else
        status = entries_take(walk, folder, bytes, size);
    walk->left -= status >= 0 ? size : 0;
    free(bytes);
    return status;
}

/* Its chain is followed to the end even where its entries end before. */
static int folder_take(struct walk *walk, const char *folder, uint32_t first)
{
    struct fat *fat = walk->fat;
    struct fat_chain chain;
    uint64_t size = 0;
    int status = 1;

    memset(walk->long_name, 0, sizeof(walk->long_name));
    if (!fat_chain_begin(fat, &chain, first))
        return 0;
    do {
        size += fat->cluster_bytes;
        if (size > FOLDER_BYTES_MAX) {
            fat_damage(fat, "a folder is larger than any can be");
            break;
        }
        if (status > 0)
            status = piece_take(walk, folder, fat_place(fat, chain.cluster) - fat->span.offset,
                                fat->cluster_bytes);
    } while (status >= 0 && fat_chain_next(fat, &chain) > 0);
    return status;
}

bool fat_list(struct fat *fat, struct listing *listing)
{
    struct walk walk = { .fat = fat, .listing = listing, .left = FOLDERS_BYTES_MAX };
    int status = fat->bits == 32 ? folder_take(&walk, NULL, fat->root_cluster)
                                 : piece_take(&walk, NULL, fat->root_at, (size_t)fat->root_bytes);

    for (size_t i = 0; status >= 0 && i < listing->count; i++) {
        /* The list may move while it grows. */
        char path[LISTING_PATH_MAX];

        if (!listing->list[i].is_folder)
            continue;
        strcpy(path, listing->list[i].path);
        status = folder_take(&walk, path, (uint32_t)listing->list[i].first);
    }
    if (status < 0 && !listing->is_cut)
        fat_damage(fat, "its folders lie in each other without an end");
    return fat->damage == NULL;
}
