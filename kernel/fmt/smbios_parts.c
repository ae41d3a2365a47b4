/* SPDX-License-Identifier: MIT */
/*
 * fmt/smbios_parts.c — what the structures of SMBIOS say of the parts (DSP0134 3.6: 7.1 to 7.5, 7.18).
 *
 * A structure grew with every version; a field that it does not reach reads as 0 or "".
 */
#include "fmt/smbios.h"

/* The places of the strings, by type; 0: it has none. */
static const struct {
    uint8_t maker, product, version, serial, date;
} maker_fields[] = {
    [SMBIOS_BIOS] = { .maker = 4, .version = 5, .date = 8 },
    [SMBIOS_SYSTEM] = { .maker = 4, .product = 5, .version = 6, .serial = 7 },
    [SMBIOS_BOARD] = { .maker = 4, .product = 5, .version = 6, .serial = 7 },
    [SMBIOS_CHASSIS] = { .maker = 4, .version = 6, .serial = 7 },
};

#define CHASSIS_TYPE      0x05
#define CHASSIS_TYPE_MASK 0x7fu

enum processor_field {
    PROCESSOR_SOCKET = 0x04,
    PROCESSOR_MAKER = 0x07,
    PROCESSOR_VERSION = 0x10,
    PROCESSOR_MAX_SPEED = 0x14,
    PROCESSOR_SPEED = 0x16,
    PROCESSOR_STATUS = 0x18,
    PROCESSOR_CORES = 0x23,
    PROCESSOR_THREADS = 0x25,
    PROCESSOR_CORES_2 = 0x2a,
    PROCESSOR_THREADS_2 = 0x2e,
};

#define PROCESSOR_POPULATED (1u << 6)
#define COUNT_IN_WORD       0xffu /* the byte is too small; the word counts */

enum memory_field {
    MEMORY_TOTAL_WIDTH = 0x08,
    MEMORY_DATA_WIDTH = 0x0a,
    MEMORY_SIZE = 0x0c,
    MEMORY_PLACE = 0x10,
    MEMORY_BANK = 0x11,
    MEMORY_TYPE = 0x12,
    MEMORY_SPEED = 0x15,
    MEMORY_MAKER = 0x17,
    MEMORY_PART = 0x1a,
    MEMORY_EXTENDED_SIZE = 0x1c,
    MEMORY_CONFIGURED_SPEED = 0x20,
};

#define SIZE_UNKNOWN       0xffffu
#define SIZE_EXTENDED      0x7fffu
#define SIZE_IN_KIB        0x8000u
#define EXTENDED_SIZE_MASK 0x7fffffffu
#define WORD_UNKNOWN       0xffffu

static void text(const struct smbios_structure *structure, unsigned field, char to[SMBIOS_TEXT])
{
    if (field != 0)
        smbios_string(structure, field, to, SMBIOS_TEXT);
}

void smbios_maker_read(struct smbios_maker *maker, const struct smbios_structure *structure)
{
    *maker = (struct smbios_maker){ 0 };
    if (structure->type >= ARRAY_SIZE(maker_fields))
        return;
    text(structure, maker_fields[structure->type].maker, maker->maker);
    text(structure, maker_fields[structure->type].product, maker->product);
    text(structure, maker_fields[structure->type].version, maker->version);
    text(structure, maker_fields[structure->type].serial, maker->serial);
    text(structure, maker_fields[structure->type].date, maker->date);
    if (structure->type == SMBIOS_CHASSIS)
        maker->chassis_type = smbios_number(structure, CHASSIS_TYPE, 1) & CHASSIS_TYPE_MASK;
}

const char *smbios_chassis_name(unsigned type)
{
    static const char *const names[] = {
        [0x03] = "desktop",         [0x04] = "low-profile desktop",
        [0x05] = "pizza box",       [0x06] = "mini tower",
        [0x07] = "tower",           [0x08] = "portable",
        [0x09] = "laptop",          [0x0a] = "notebook",
        [0x0b] = "hand-held",       [0x0c] = "docking station",
        [0x0d] = "all in one",      [0x0e] = "sub notebook",
        [0x0f] = "space-saving",    [0x10] = "lunch box",
        [0x11] = "main server",     [0x17] = "rack mount",
        [0x18] = "sealed-case PC",  [0x1c] = "blade",
        [0x1d] = "blade enclosure", [0x1e] = "tablet",
        [0x1f] = "convertible",     [0x20] = "detachable",
        [0x21] = "IoT gateway",     [0x22] = "embedded PC",
        [0x23] = "mini PC",         [0x24] = "stick PC",
    };

    return type < ARRAY_SIZE(names) && names[type] != NULL ? names[type] : "unknown";
}

static unsigned count_read(const struct smbios_structure *structure, size_t byte, size_t word)
{
    const unsigned count = (unsigned)smbios_number(structure, byte, 1);

    return count == COUNT_IN_WORD && word + 2 <= structure->length
               ? (unsigned)smbios_number(structure, word, 2)
               : count;
}

void smbios_processor_read(struct smbios_processor *processor,
                           const struct smbios_structure *structure)
{
    *processor = (struct smbios_processor){
        .is_populated = (smbios_number(structure, PROCESSOR_STATUS, 1) & PROCESSOR_POPULATED) != 0,
        .max_mhz = (unsigned)smbios_number(structure, PROCESSOR_MAX_SPEED, 2),
        .mhz = (unsigned)smbios_number(structure, PROCESSOR_SPEED, 2),
        .cores = count_read(structure, PROCESSOR_CORES, PROCESSOR_CORES_2),
        .threads = count_read(structure, PROCESSOR_THREADS, PROCESSOR_THREADS_2),
    };
    text(structure, PROCESSOR_SOCKET, processor->socket);
    text(structure, PROCESSOR_MAKER, processor->maker);
    text(structure, PROCESSOR_VERSION, processor->version);
}

/* A word that is all ones means: not known. */
static unsigned word_read(const struct smbios_structure *structure, size_t field)
{
    const unsigned word = (unsigned)smbios_number(structure, field, 2);

    return word == WORD_UNKNOWN ? 0 : word;
}

static void memory_size_read(struct smbios_memory *memory, const struct smbios_structure *structure)
{
    const uint64_t size = smbios_number(structure, MEMORY_SIZE, 2);

    memory->is_size_known = size != SIZE_UNKNOWN && MEMORY_SIZE + 2 <= structure->length;
    if (!memory->is_size_known)
        return;
    if (size == SIZE_EXTENDED)
        memory->bytes = (smbios_number(structure, MEMORY_EXTENDED_SIZE, 4) & EXTENDED_SIZE_MASK)
                        << 20;
    else if (size & SIZE_IN_KIB)
        memory->bytes = (size & ~(uint64_t)SIZE_IN_KIB) << 10;
    else
        memory->bytes = size << 20;
}

void smbios_memory_read(struct smbios_memory *memory, const struct smbios_structure *structure)
{
    *memory = (struct smbios_memory){
        .type = (unsigned)smbios_number(structure, MEMORY_TYPE, 1),
        .speed = word_read(structure, MEMORY_SPEED),
        .configured_speed = word_read(structure, MEMORY_CONFIGURED_SPEED),
        .width = word_read(structure, MEMORY_TOTAL_WIDTH),
        .data_width = word_read(structure, MEMORY_DATA_WIDTH),
    };
    memory_size_read(memory, structure);
    text(structure, MEMORY_PLACE, memory->place);
    text(structure, MEMORY_BANK, memory->bank);
    text(structure, MEMORY_MAKER, memory->maker);
    text(structure, MEMORY_PART, memory->part);
}

const char *smbios_memory_name(unsigned type)
{
    static const char *const names[] = {
        [0x03] = "DRAM",   [0x07] = "RAM",    [0x0f] = "SDRAM",  [0x12] = "DDR",
        [0x13] = "DDR2",   [0x18] = "DDR3",   [0x1a] = "DDR4",   [0x1b] = "LPDDR",
        [0x1c] = "LPDDR2", [0x1d] = "LPDDR3", [0x1e] = "LPDDR4", [0x1f] = "non-volatile",
        [0x20] = "HBM",    [0x21] = "HBM2",   [0x22] = "DDR5",   [0x23] = "LPDDR5",
        [0x24] = "HBM3",
    };

    return type < ARRAY_SIZE(names) && names[type] != NULL ? names[type] : "memory";
}
