/* SPDX-License-Identifier: MIT */
/* fmt/smbios.h — who made this machine (DMTF DSP0134, SMBIOS 3.6: 5.2, 6.1, 7.1, 7.2). */
#pragma once

#include "lib/types.h"

#define SMBIOS_STRUCTURES_MAX (64u * 1024)

struct smbios_entry {
    unsigned major, minor;
    paddr_t table;       /* where the structures lie */
    uint32_t table_size; /* bytes worth mapping, at most SMBIOS_STRUCTURES_MAX */
};

/*
 * A 64-bit (_SM3_) or 32-bit (_SM_) entry point at the start of bytes. Returns 0, -E_INVAL for
 * neither, -E_CRC for a wrong checksum, -E_RANGE for absurd lengths or a table at 0.
 */
int smbios_entry_parse(struct smbios_entry *entry, const void *bytes, size_t size);

/*
 * Looks for one on 16-byte boundaries, the 64-bit form first (5.2.1, 5.2.2). Returns the offset or
 * -E_NODEV.
 */
int smbios_entry_scan(const void *bytes, size_t size);

struct smbios_machine {
    char manufacturer[64], product[64];     /* type 1; "" when not told */
    char bios_vendor[64], bios_version[64]; /* type 0 */
};

/*
 * Walks the structures (6.1: formatted area, then strings, then an empty string). A broken
 * structure ends the walk; what came before stays. Returns structures seen.
 */
int smbios_machine_parse(struct smbios_machine *machine, const void *table, size_t size);
