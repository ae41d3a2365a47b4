/* SPDX-License-Identifier: MIT */
/*
 * gpt.h — the GUID partition table: a header at LBA 1, entries, and a copy of both at the end of the
 * medium (UEFI Specification 2.10, 5.3). Sectors are those of 512 bytes.
 */
#pragma once

#include "doctor/medium.h"

#define GPT_PARTITIONS_MAX 128u /* that are kept */

enum gpt_kind {
    GPT_KIND_OTHER,
    GPT_KIND_ESP,  /* EFI system partition */
    GPT_KIND_BIOS, /* holds GRUB's core */
    GPT_KIND_DATA  /* basic data, mostly FAT or NTFS */
};

struct gpt_header {
    bool has_signature; /* the rest is only filled when it is there */
    bool is_sound;      /* its size is possible and its checksum right */
    uint64_t lba, other_lba;
    uint64_t first_usable, last_usable;
    uint64_t entries_lba;
    uint32_t entry_count, entry_bytes;
    bool entries_are_sound; /* they lie inside, and their checksum is right */
};

struct gpt_partition {
    enum gpt_kind kind;
    unsigned number; /* from 1 */
    uint64_t first, last;
};

struct gpt {
    struct gpt_header primary;
    struct gpt_header backup; /* where the primary header says it is */
    struct gpt_partition partitions[GPT_PARTITIONS_MAX];
    unsigned count;
};

/* Reads both tables of a medium. False when there is no header at LBA 1, and then nothing is set. */
bool gpt_read(struct gpt *gpt, const struct span *whole);
