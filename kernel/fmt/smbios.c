/* SPDX-License-Identifier: MIT */
/*
 * fmt/smbios.c — entry points and the two structures that name the machine (DSP0134 3.6).
 *
 * A structure's length byte covers only its fixed part; its strings follow up to an empty one, and
 * only that tells where the next structure begins. So a walk ends where the strings do not.
 */
#include "fmt/smbios.h"

#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/str.h"

#include <limits.h>

#define ENTRY_ALIGN 16

/* 5.2.1, 32-bit entry point. */
#define ENTRY32_ANCHOR    "_SM_"
#define ENTRY32_LENGTH    5
#define ENTRY32_MAJOR     6
#define ENTRY32_MINOR     7
#define ENTRY32_SIZE      22
#define ENTRY32_TABLE     24
#define ENTRY32_BYTES_MIN 30 /* 31, but version 2.1 of the document printed 30 */

/* 5.2.2, 64-bit entry point. */
#define ENTRY64_ANCHOR    "_SM3_"
#define ENTRY64_LENGTH    6
#define ENTRY64_MAJOR     7
#define ENTRY64_MINOR     8
#define ENTRY64_SIZE      12
#define ENTRY64_TABLE     16
#define ENTRY64_BYTES_MIN 24

static bool checksum_is_good(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    return sum == 0;
}

static bool anchor_is(const uint8_t *bytes, size_t size, const char *anchor)
{
    size_t length = str_length(anchor);

    return size >= length && memcmp(bytes, anchor, length) == 0;
}

/* Is the entry point whole, and do its bytes add up? */
static int entry_check(const uint8_t *bytes, size_t size, unsigned length_at, size_t bytes_min)
{
    if (size < bytes_min || bytes[length_at] < bytes_min || bytes[length_at] > size)
        return -E_RANGE;
    return checksum_is_good(bytes, bytes[length_at]) ? 0 : -E_CRC;
}

static int entry_finish(struct smbios_entry *entry, const struct smbios_entry *found)
{
    if (found->table == 0 || found->table_size == 0)
        return -E_RANGE;
    *entry = *found;
    if (entry->table_size > SMBIOS_STRUCTURES_MAX)
        entry->table_size = SMBIOS_STRUCTURES_MAX;
    return 0;
}

static int entry32_parse(struct smbios_entry *entry, const uint8_t *bytes, size_t size)
{
    int error = entry_check(bytes, size, ENTRY32_LENGTH, ENTRY32_BYTES_MIN);

    if (error)
        return error;
    return entry_finish(entry, &(struct smbios_entry){
                                   .major = bytes[ENTRY32_MAJOR],
                                   .minor = bytes[ENTRY32_MINOR],
                                   .table = bytes_u32(bytes + ENTRY32_TABLE),
                                   .table_size = bytes_u16(bytes + ENTRY32_SIZE),
                               });
}

static int entry64_parse(struct smbios_entry *entry, const uint8_t *bytes, size_t size)
{
    int error = entry_check(bytes, size, ENTRY64_LENGTH, ENTRY64_BYTES_MIN);

    if (error)
        return error;
    return entry_finish(entry, &(struct smbios_entry){
                                   .major = bytes[ENTRY64_MAJOR],
                                   .minor = bytes[ENTRY64_MINOR],
                                   .table = bytes_u64(bytes + ENTRY64_TABLE),
                                   .table_size = bytes_u32(bytes + ENTRY64_SIZE),
                               });
}

int smbios_entry_parse(struct smbios_entry *entry, const void *bytes, size_t size)
{
    if (anchor_is(bytes, size, ENTRY64_ANCHOR))
        return entry64_parse(entry, bytes, size);
    if (anchor_is(bytes, size, ENTRY32_ANCHOR))
        return entry32_parse(entry, bytes, size);
    return -E_INVAL;
}

static int anchor_scan(const uint8_t *bytes, size_t size, const char *anchor)
{
    struct smbios_entry entry;

    for (size_t i = 0; i < size && i <= INT_MAX; i += ENTRY_ALIGN)
        if (anchor_is(bytes + i, size - i, anchor) &&
            smbios_entry_parse(&entry, bytes + i, size - i) == 0)
            return (int)i;
    return -E_NODEV;
}

int smbios_entry_scan(const void *bytes, size_t size)
{
    int at = anchor_scan(bytes, size, ENTRY64_ANCHOR);

    return at >= 0 ? at : anchor_scan(bytes, size, ENTRY32_ANCHOR);
}

/* 6.1.2 */
#define STRUCTURE_LENGTH       1
#define STRUCTURE_HEADER_BYTES 4

/* The structure at the start of size bytes. */
static int structure_take(struct smbios_structure *structure, const uint8_t *bytes, size_t size)
{
    size_t length;

    if (size < STRUCTURE_HEADER_BYTES)
        return size == 0 ? -E_NOENT : -E_RANGE;
    length = bytes[STRUCTURE_LENGTH];
    if (length < STRUCTURE_HEADER_BYTES)
        return -E_RANGE;
    for (size_t at = length; at + 2 <= size; at++) {
        if (bytes[at] == 0 && bytes[at + 1] == 0) {
            *structure = (struct smbios_structure){ bytes, length, at + 2, bytes[0] };
            return 0;
        }
    }
    return -E_RANGE;
}

int smbios_next(struct smbios_structure *structure, const void *table, size_t size)
{
    const uint8_t *bytes = table;
    size_t at = 0;

    if (structure->bytes != NULL) {
        if (structure->type == SMBIOS_END)
            return -E_NOENT;
        at = (size_t)(structure->bytes - bytes) + structure->total;
    }
    return structure_take(structure, bytes + at, size - at);
}

void smbios_string(const struct smbios_structure *structure, size_t field, char *to, size_t size)
{
    size_t at = structure->length;

    if (field >= structure->length || structure->bytes[field] == 0)
        return;
    for (unsigned number = structure->bytes[field]; number > 1 && at < structure->total; number--)
        at += str_length_max((const char *)structure->bytes + at, structure->total - at) + 1;
    if (at < structure->total)
        str_copy_printable(to, size, structure->bytes + at, structure->total - at);
}

uint64_t smbios_number(const struct smbios_structure *structure, size_t field, unsigned bytes)
{
    uint64_t value = 0;

    if (field + bytes > structure->length)
        return 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)structure->bytes[field + i] << 8 * i;
    return value;
}

int smbios_machine_parse(struct smbios_machine *machine, const void *table, size_t size)
{
    struct smbios_structure s = { 0 };
    int count = 0;

    *machine = (struct smbios_machine){ 0 };
    for (; smbios_next(&s, table, size) == 0; count++) {
        if (s.type == SMBIOS_BIOS) {
            smbios_string(&s, 4, machine->bios_vendor, sizeof(machine->bios_vendor));
            smbios_string(&s, 5, machine->bios_version, sizeof(machine->bios_version));
        } else if (s.type == SMBIOS_SYSTEM) {
            smbios_string(&s, 4, machine->manufacturer, sizeof(machine->manufacturer));
            smbios_string(&s, 5, machine->product, sizeof(machine->product));
        }
    }
    return count;
}
