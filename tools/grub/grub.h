/* SPDX-License-Identifier: MIT */
/*
 * grub.h — what grub-mkimage puts into a loader beside its modules: where to find the rest (prefix),
 * a first configuration, a memory disk (include/grub/kernel.h in GRUB 2.06).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text or bytes inside the loader's own; no NUL need follow. */
struct grub_part {
    const uint8_t *bytes; /* NULL when there is none */
    size_t size;
};

struct grub {
    struct grub_part prefix;  /* up to its NUL */
    struct grub_part config;  /* the first configuration, up to its NUL */
    struct grub_part memdisk; /* a tar archive, as a rule */
};

/* Reads the section of modules of a UEFI loader. False when it is not GRUB's. */
bool grub_parse(struct grub *grub, const uint8_t *mods, size_t size);

/* A file of a memory disk in tar format; bytes is NULL when there is none of this path. */
struct grub_part grub_memdisk_file(const struct grub_part *memdisk, const char *path);

enum grub_step_kind {
    GRUB_STEP_FILE,   /* search for a disk with this file */
    GRUB_STEP_UUID,   /* with this identifier */
    GRUB_STEP_LABEL,  /* with this label */
    GRUB_STEP_PREFIX, /* from here on everything is found below this path */
    GRUB_STEP_SOURCE  /* this file is the next configuration */
};

struct grub_step {
    enum grub_step_kind kind;
    char target[256]; /* "(device)/path" where it is one; a variable is '$' and its name */
};

/*
 * Takes the next command out of a configuration that matters for where the next one comes from; the
 * configuration is moved behind it. False when there is no further one.
 */
bool grub_step_next(struct grub_part *config, struct grub_step *step);
