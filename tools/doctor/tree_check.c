/* SPDX-License-Identifier: MIT */
/*
 * tree_check.c — a folder as the firmware of three kinds of machines fetches from it.
 */
#include "doctor/checks.h"

#include "doctor/pe.h"

#include "lib/bytes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What grub-mkimage allows a loader for i386-pc-pxe: up to the end of base memory. */
#define BIOS_BYTES_MAX 491520u

/* Blocks are numbered in 16 bits from 1, and the last one is short. */
#define BLOCKS_MAX   65535u
#define BLOCK_PLAIN  512u
#define BLOCK_GRUB   1024u
#define HEADER_BYTES 4096u

static bool path_ends(const char *path, const char *tail)
{
    size_t length = strlen(path), tail_length = strlen(tail);

    return length >= tail_length && strcasecmp(path + length - tail_length, tail) == 0;
}

static bool is_bios_loader(const struct listing_entry *entry)
{
    static const char *const tails[] = { ".0", ".kpxe", ".kkpxe", ".kkkpxe", ".pxe" };

    for (unsigned i = 0; !entry->is_folder && i < sizeof(tails) / sizeof(tails[0]); i++)
        if (path_ends(entry->path, tails[i]))
            return true;
    return false;
}

/* The machine a program is for, 0 for what is none. */
static uint16_t program_machine(struct volume *tree, const struct listing_entry *entry)
{
    uint8_t *bytes = path_ends(entry->path, ".efi") ? volume_load(tree, entry, 64u << 20) : NULL;
    struct pe pe = { 0 };
    uint16_t machine = 0;

    if (bytes != NULL && pe_parse(&pe, bytes, (size_t)entry->size) == NULL)
        machine = pe.machine;
    free(bytes);
    return machine;
}

static void file_check(const struct listing_entry *entry, struct findings *findings)
{
    struct place place = place_file(entry->path, PLACE_NONE);

    if (entry->is_private)
        findings_add(findings, FINDING_NET_PRIVATE, place, "not everybody may read %s",
                     entry->is_folder ? "a folder" : "a file");
    if (is_bios_loader(entry) && entry->size > BIOS_BYTES_MAX)
        findings_add(findings, FINDING_NET_BIOS_SIZE, place,
                     "the BIOS loader has %" PRIu64 " bytes, and %u can be loaded", entry->size,
                     BIOS_BYTES_MAX);
    if (entry->size >= (uint64_t)BLOCKS_MAX * BLOCK_GRUB)
        findings_add(findings, FINDING_NET_FILE_64M, place, "a file has %" PRIu64 " bytes",
                     entry->size);
    else if (entry->size >= (uint64_t)BLOCKS_MAX * BLOCK_PLAIN)
        findings_add(findings, FINDING_NET_FILE_32M, place, "a file has %" PRIu64 " bytes",
                     entry->size);
}

bool tree_check(struct volume *tree, struct findings *findings)
{
    const struct view view = { tree, 1, tree->listing.is_cut };
    bool has_bios = false, has_x64 = false, has_ia32 = false, has_other = false;
    struct place place = place_at(PLACE_NONE);

    for (size_t i = 0; i < tree->listing.count; i++) {
        const struct listing_entry *entry = &tree->listing.list[i];
        uint16_t machine = program_machine(tree, entry);

        has_bios = has_bios || is_bios_loader(entry);
        has_x64 = has_x64 || machine == PE_MACHINE_X64;
        has_ia32 = has_ia32 || machine == PE_MACHINE_IA32;
        has_other = has_other || path_ends(entry->path, ".efi");
        file_check(entry, findings);
    }
    if (!has_bios && !has_other)
        return false;
    listings_check(tree, 1, findings);
    if (!has_bios && !view.is_partial)
        findings_add(findings, FINDING_NET_BIOS_NONE, place,
                     "there is no loader for BIOS machines");
    if (!has_x64 && !view.is_partial)
        findings_add(findings, FINDING_NET_X64_NONE, place, "there is no program for 64-bit UEFI");
    if (!has_ia32 && !view.is_partial)
        findings_add(findings, FINDING_NET_IA32_NONE, place, "there is no program for 32-bit UEFI");
    for (size_t i = 0; i < tree->listing.count; i++)
        if (is_bios_loader(&tree->listing.list[i]))
            bios_file_check(tree, &tree->listing.list[i], findings);
    loaders_check(&view, findings);
    return true;
}
