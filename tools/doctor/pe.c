/* SPDX-License-Identifier: MIT */
/*
 * pe.c — every header is looked for where the one before says, and has to be there whole; so has
 * every section's part of the file.
 */
#include "doctor/pe.h"

#include "lib/bytes.h"

#include <string.h>

#define DOS_HEADER_BYTES    64u
#define COFF_BYTES          24u /* with the signature in front */
#define OPTIONAL_MIN        72u
#define MAGIC_PE32          0x10bu
#define MAGIC_PE32_PLUS     0x20bu
#define SECTION_BYTES       40u
#define SECTION_EXECUTE     0x20000000u
#define SECTION_WRITE       0x80000000u
#define DIRECTORY_SIGNATURE 4u

bool pe_is_start(const void *bytes, size_t size)
{
    return size >= DOS_HEADER_BYTES && memcmp(bytes, "MZ", 2) == 0;
}

/* The optional header of either kind: the directories begin at another place. */
static const char *optional_parse(struct pe *pe, const uint8_t *header, size_t size)
{
    size_t directories, at;

    if (size < OPTIONAL_MIN ||
        (bytes_u16(header) != MAGIC_PE32 && bytes_u16(header) != MAGIC_PE32_PLUS))
        return "its optional header is none of PE32 or PE32+";
    pe->subsystem = bytes_u16(header + 68);
    pe->dll_characteristics = bytes_u16(header + 70);
    directories = bytes_u16(header) == MAGIC_PE32 ? 92 : 108;
    at = directories + 4 + DIRECTORY_SIGNATURE * 8;
    if (at + 8 <= size && bytes_u32(header + directories) > DIRECTORY_SIGNATURE)
        pe->has_signature = bytes_u32(header + at) != 0 && bytes_u32(header + at + 4) != 0;
    return NULL;
}

static const char *section_parse(struct pe *pe, const uint8_t *header, const uint8_t *bytes,
                                 size_t size)
{
    uint32_t raw_bytes = bytes_u32(header + 16), raw_at = bytes_u32(header + 20);
    uint32_t flags = bytes_u32(header + 36);

    if (raw_bytes != 0 && (raw_at > size || raw_bytes > size - raw_at))
        return "a section lies beyond its end";
    if ((flags & SECTION_WRITE) != 0 && (flags & SECTION_EXECUTE) != 0 && !pe->write_execute[0])
        for (unsigned i = 0; i < 8; i++)
            pe->write_execute[i] = (char)(header[i] > ' ' && header[i] < 0x7f ? header[i]
                                          : header[i]                         ? '?'
                                                                              : '\0');
    if (memcmp(header, "mods\0\0\0", 8) == 0 && raw_bytes != 0) {
        pe->mods = bytes + raw_at;
        pe->mods_bytes = raw_bytes;
    }
    return NULL;
}

const char *pe_parse(struct pe *pe, const void *bytes, size_t size)
{
    const uint8_t *file = bytes, *header;
    size_t at, optional, sections;
    const char *fault;

    *pe = (struct pe){ 0 };
    if (!pe_is_start(bytes, size))
        return "it does not begin with MZ";
    at = bytes_u32(file + 0x3c);
    if (at > size || size - at < COFF_BYTES || memcmp(file + at, "PE\0\0", 4) != 0)
        return "it has no PE header";
    header = file + at;
    pe->machine = bytes_u16(header + 4);
    sections = bytes_u16(header + 6);
    optional = bytes_u16(header + 20);
    at += COFF_BYTES;
    if (size - at < optional || (size - at - optional) / SECTION_BYTES < sections)
        return "its headers are cut off";
    fault = optional_parse(pe, file + at, optional);
    at += optional;
    for (size_t i = 0; fault == NULL && i < sections; i++)
        fault = section_parse(pe, file + at + i * SECTION_BYTES, file, size);
    return fault;
}
