/* SPDX-License-Identifier: MIT */
/*
 * finding.h — what can be wrong with a boot medium, and the list of what is.
 *
 * Each kind has a name that never changes, a level, what it does to which machines, where that was
 * seen, and the mend; docs/doctor.md lists them all. A finding adds what was found and where.
 * Findings that say the same about several places are one finding with a count.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum finding_level {
    LEVEL_NOTE,    /* a choice that some machines dislike */
    LEVEL_WARNING, /* some machines will not start, or not this way */
    LEVEL_ERROR    /* broken, or refused by machines that are common */
};
#define LEVEL_COUNT 3

enum finding_id {
    FINDING_MBR_SIGNATURE,
    FINDING_MBR_NO_ACTIVE,
    FINDING_MBR_MANY_ACTIVE,
    FINDING_MBR_EE_ACTIVE,
    FINDING_MBR_STATUS,
    FINDING_MBR_OVERLAP,
    FINDING_MBR_BEYOND,
    FINDING_MBR_CHS,
    FINDING_MBR_CHS_GEOMETRY,
    FINDING_MBR_FLOPPY,
    FINDING_ISO_NOT_HYBRID,
    FINDING_GRUB_DRIVE,
    FINDING_GRUB_CORE,
    FINDING_GRUB_GAP,
    FINDING_GAP_SMALL,
    FINDING_GPT_HEADER,
    FINDING_GPT_ENTRIES,
    FINDING_GPT_BACKUP,
    FINDING_GPT_BACKUP_PLACE,
    FINDING_GPT_PROTECTIVE,
    FINDING_GPT_OVERLAP,
    FINDING_GPT_BEYOND,
    FINDING_GPT_CSM,
    FINDING_GPT_4K,
    FINDING_ESP_MBR_TYPE,
    FINDING_ESP_NOT_FAT,
    FINDING_FAT_NOT_32,
    FINDING_FAT_12_ON_ISO,
    FINDING_FAT_CLUSTERS,
    FINDING_FAT_SECTOR,
    FINDING_FAT_SIZE,
    FINDING_FAT_HIDDEN,
    FINDING_FAT_BOGUS_PARTITION,
    FINDING_FAT_COPIES,
    FINDING_FAT_DAMAGED,
    FINDING_ISO_DAMAGED,
    FINDING_FILES_CUT,
    FINDING_ISO_TREE_LOADER,
    FINDING_FILE_OVER_FAT32,
    FINDING_ELTORITO_NONE,
    FINDING_ELTORITO_CATALOG,
    FINDING_ELTORITO_NO_BIOS,
    FINDING_ELTORITO_NO_EFI,
    FINDING_ELTORITO_BEYOND,
    FINDING_ELTORITO_BIOS_LOAD,
    FINDING_ELTORITO_BIOS_LOAD_OTHER,
    FINDING_ELTORITO_EFI_LOAD,
    FINDING_ELTORITO_EFI_LARGE,
    FINDING_ELTORITO_BOOT_INFO,
    FINDING_UEFI_NONE,
    FINDING_UEFI_X64,
    FINDING_UEFI_IA32,
    FINDING_PE_DAMAGED,
    FINDING_PE_MACHINE,
    FINDING_PE_SUBSYSTEM,
    FINDING_PE_WRITE_EXECUTE,
    FINDING_PE_NX_COMPAT,
    FINDING_PE_UNSIGNED,
    FINDING_GRUB_CONFIG,
    FINDING_GRUB_ONE_ROOT,
    FINDING_GRUB_SEARCH_UUID,
    FINDING_NET_BIOS_NONE,
    FINDING_NET_X64_NONE,
    FINDING_NET_IA32_NONE,
    FINDING_NET_BIOS_SIZE,
    FINDING_NET_FILE_32M,
    FINDING_NET_FILE_64M,
    FINDING_NET_PRIVATE,
    FINDING_NET_PROXY_DHCP,
    FINDING_COUNT
};

struct finding_kind {
    const char *name; /* "mbr-no-active" */
    enum finding_level level;
    const char *why;  /* which machines do what */
    const char *from; /* where that was seen: threads, documents, sources; "; " between them */
    const char *mend;
};

/* By enum finding_id. */
extern const struct finding_kind finding_kinds[FINDING_COUNT];

/* "note", "warning", "error". */
const char *finding_level_name(enum finding_level level);

#define PLACE_NONE UINT64_MAX

struct place {
    uint64_t offset;  /* in bytes on the medium, or PLACE_NONE */
    const char *file; /* a path, or NULL */
};

/* A byte of the medium; a file that begins at a byte of the medium (or PLACE_NONE). */
struct place place_at(uint64_t offset);
struct place place_file(const char *file, uint64_t offset);

struct finding {
    enum finding_id id;
    uint64_t offset; /* PLACE_NONE without */
    char *file;      /* NULL without */
    char *what;      /* one sentence without its full stop */
    unsigned more;   /* how many other places say the same */
};

struct findings {
    struct finding *list;
    size_t count;
    bool is_cut; /* there are more than are kept, or there was no memory for them */
};

/* Adds one; the words are copied. */
void findings_add(struct findings *findings, enum finding_id id, struct place place,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many kinds of places there are of a level. */
size_t findings_count(const struct findings *findings, enum finding_level level);

/* True when there is one of this kind. */
bool findings_have(const struct findings *findings, enum finding_id id);

void findings_free(struct findings *findings);
