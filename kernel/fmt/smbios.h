/* SPDX-License-Identifier: MIT */
/*
 * fmt/smbios.h — who made this machine and what is in it (DMTF DSP0134, SMBIOS 3.6: 5.2, 6.1, 7).
 *
 * Texts in results are printable, end in NUL, and are "" where firmware says nothing.
 */
#pragma once

#include "lib/types.h"

#define SMBIOS_STRUCTURES_MAX (1u << 20)

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

enum smbios_type {
    SMBIOS_BIOS = 0,
    SMBIOS_SYSTEM = 1,
    SMBIOS_BOARD = 2,
    SMBIOS_CHASSIS = 3,
    SMBIOS_PROCESSOR = 4,
    SMBIOS_MEMORY = 17,
    SMBIOS_END = 127,
};

/* One structure: formatted area, then strings, then an empty string. */
struct smbios_structure {
    const uint8_t *bytes;
    size_t length; /* of the formatted area */
    size_t total;  /* with the strings and the empty one behind them */
    uint8_t type;
};

/*
 * The structure behind *structure in the table, the first one when that is zeroed. Returns 0;
 * -E_NOENT behind the end structure or where the table ends, -E_RANGE for one that does not end
 * within it.
 */
int smbios_next(struct smbios_structure *structure, const void *table, size_t size);

/* Copies the string whose number (from 1; 0: none) stands at offset field. */
void smbios_string(const struct smbios_structure *structure, size_t field, char *to, size_t size);

/* A number of 1, 2, 4 or 8 bytes at offset field; 0 where the formatted area does not reach it. */
uint64_t smbios_number(const struct smbios_structure *structure, size_t field, unsigned bytes);

#define SMBIOS_TEXT 64

/* What BIOS, system, board and chassis have in common; a chassis has no product. */
struct smbios_maker {
    char maker[SMBIOS_TEXT], product[SMBIOS_TEXT], version[SMBIOS_TEXT], serial[SMBIOS_TEXT];
    char date[SMBIOS_TEXT]; /* of a BIOS; its product is "" */
    unsigned chassis_type;
};
void smbios_maker_read(struct smbios_maker *maker, const struct smbios_structure *structure);

/* "laptop", "rack mount" …; "unknown". */
const char *smbios_chassis_name(unsigned type);

struct smbios_processor {
    char socket[SMBIOS_TEXT], maker[SMBIOS_TEXT], version[SMBIOS_TEXT];
    bool is_populated;
    unsigned max_mhz, mhz;
    unsigned cores, threads; /* 0: not told */
};
void smbios_processor_read(struct smbios_processor *processor,
                           const struct smbios_structure *structure);

struct smbios_memory {
    char place[SMBIOS_TEXT], bank[SMBIOS_TEXT], maker[SMBIOS_TEXT], part[SMBIOS_TEXT];
    bool is_size_known;
    uint64_t bytes; /* 0, and known: an empty socket */
    unsigned type;
    unsigned speed, configured_speed; /* MT/s; 0: not told */
    unsigned width, data_width;       /* bits; wider in all than in data: ECC */
};
void smbios_memory_read(struct smbios_memory *memory, const struct smbios_structure *structure);

/* "DDR4" …; "memory" for a type without a name here. */
const char *smbios_memory_name(unsigned type);

struct smbios_machine {
    char manufacturer[64], product[64];     /* type 1; "" when not told */
    char bios_vendor[64], bios_version[64]; /* type 0 */
};

/*
 * Walks the structures (6.1: formatted area, then strings, then an empty string). A broken
 * structure ends the walk; what came before stays. Returns structures seen.
 */
int smbios_machine_parse(struct smbios_machine *machine, const void *table, size_t size);
