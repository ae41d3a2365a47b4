/* SPDX-License-Identifier: MIT */
/*
 * pe_check.c — a UEFI program as firmware's loader sees it.
 */
#include "doctor/checks.h"

#include "doctor/pe.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOADER_BYTES_MAX (64u << 20)

bool pe_check(const void *bytes, size_t size, uint16_t machine, struct place place,
              struct findings *findings)
{
    struct pe pe;
    const char *fault = pe_parse(&pe, bytes, size);

    if (fault != NULL) {
        findings_add(findings, FINDING_PE_DAMAGED, place, "a UEFI program is damaged: %s", fault);
        return false;
    }
    if (machine != 0 && pe.machine != machine)
        findings_add(findings, FINDING_PE_MACHINE, place,
                     "a program is for machines of type 0x%04x, and its name says 0x%04x",
                     pe.machine, machine);
    if (pe.subsystem != PE_SUBSYSTEM_EFI_APPLICATION)
        findings_add(findings, FINDING_PE_SUBSYSTEM, place,
                     "a program is for subsystem %u and is no UEFI application", pe.subsystem);
    if (pe.write_execute[0] != '\0')
        findings_add(findings, FINDING_PE_WRITE_EXECUTE, place,
                     "the section %s can be written to and executed", pe.write_execute);
    if ((pe.dll_characteristics & PE_NX_COMPAT) == 0)
        findings_add(findings, FINDING_PE_NX_COMPAT, place,
                     "UEFI programs do not say that they are NX-compatible");
    if (!pe.has_signature)
        findings_add(findings, FINDING_PE_UNSIGNED, place,
                     "UEFI programs are not signed for Secure Boot");
    return true;
}

/* What the name of a loader promises; 0 when it promises nothing. */
static uint16_t name_machine(const char *path)
{
    static const struct {
        const char *word;
        uint16_t machine;
    } names[] = { { "x64.efi", PE_MACHINE_X64 },
                  { "ia32.efi", PE_MACHINE_IA32 },
                  { "aa64.efi", PE_MACHINE_AARCH64 },
                  { "x86_64-efi/core.efi", PE_MACHINE_X64 },
                  { "i386-efi/core.efi", PE_MACHINE_IA32 } };
    size_t length = strlen(path);

    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t tail = strlen(names[i].word);

        if (length >= tail && strcasecmp(path + length - tail, names[i].word) == 0)
            return names[i].machine;
    }
    return 0;
}

/* On a disk firmware starts what lies in EFI/BOOT; a TFTP server offers every program. */
static bool is_loader(const struct volume *volume, const struct listing_entry *entry)
{
    size_t length = strlen(entry->path);

    return !entry->is_folder && length > 4 && strcasecmp(entry->path + length - 4, ".efi") == 0 &&
           (volume->kind == VOLUME_FOLDER || strncasecmp(entry->path, "EFI/BOOT/", 9) == 0);
}

static void loader_check(struct volume *volume, const struct listing_entry *entry,
                         const struct view *view, struct findings *findings)
{
    struct place place = place_file(entry->path, volume_place(volume, entry));
    uint8_t *bytes = volume_load(volume, entry, LOADER_BYTES_MAX);
    size_t size = (size_t)entry->size;
    struct pe pe;

    if (bytes == NULL)
        findings_add(findings, FINDING_PE_DAMAGED, place, "a UEFI program cannot be read whole");
    else if (pe_check(bytes, size, name_machine(entry->path), place, findings) &&
             pe_parse(&pe, bytes, size) == NULL && pe.mods != NULL)
        grub_check(pe.mods, pe.mods_bytes, volume, view, place, findings);
    free(bytes);
}

void loaders_check(const struct view *view, struct findings *findings)
{
    for (unsigned i = 0; i < view->count; i++) {
        struct volume *volume = &view->volumes[i];

        for (size_t j = 0; j < volume->listing.count; j++)
            if (is_loader(volume, &volume->listing.list[j]))
                loader_check(volume, &volume->listing.list[j], view, findings);
    }
}
