/* SPDX-License-Identifier: MIT */
/*
 * fmt/efi.c — finds ACPI and SMBIOS in what UEFI leaves behind (UEFI 2.10, 4.3 and 4.6).
 *
 * The checksum of the system table is not asked for: firmware changes the table when boot services
 * end and not all of it computes the sum again.
 */
#include "fmt/efi.h"

#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"

#define SYSTEM_SIGNATURE "IBI SYST"
#define SYSTEM_REVISION  8

/* The numbers that depend on the width of a pointer. */
struct efi_layout {
    size_t bytes; /* of the system table */
    unsigned count, address;
    unsigned entry_bytes;
};

#define GUID_BYTES 16

static const struct efi_layout layout_32 = {
    .bytes = EFI_SYSTEM_TABLE_BYTES_32,
    .count = 64,
    .address = 68,
    .entry_bytes = GUID_BYTES + 4,
};

static const struct efi_layout layout_64 = {
    .bytes = EFI_SYSTEM_TABLE_BYTES_64,
    .count = 104,
    .address = 112,
    .entry_bytes = GUID_BYTES + 8,
};

/* As they lie in memory: the first three parts of a GUID are little-endian numbers. */
/* clang-format off */
static const uint8_t guids[][GUID_BYTES] = {
    /* F2FD1544-9794-4A2C-992E-E5BBCF20E394 */
    [EFI_TABLE_SMBIOS3] = {0x44, 0x15, 0xfd, 0xf2, 0x94, 0x97, 0x2c, 0x4a,
                           0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94},
    /* EB9D2D31-2D88-11D3-9A16-0090273FC14D */
    [EFI_TABLE_SMBIOS]  = {0x31, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11,
                           0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d},
    /* 8868E871-E4F1-11D3-BC22-0080C73C8881 */
    [EFI_TABLE_ACPI20]  = {0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
                           0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81},
    /* EB9D2D30-2D88-11D3-9A16-0090273FC14D */
    [EFI_TABLE_ACPI10]  = {0x30, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11,
                           0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d},
};
/* clang-format on */

static const struct efi_layout *layout_of(unsigned bits)
{
    return bits == 64 ? &layout_64 : &layout_32;
}

int efi_system_table_parse(struct efi_config *config, const void *bytes, size_t size, unsigned bits)
{
    const struct efi_layout *layout = layout_of(bits);
    const uint8_t *at = bytes;
    uint64_t count;

    if ((bits != 32 && bits != 64) || size < layout->bytes)
        return -E_INVAL;
    if (memcmp(at, SYSTEM_SIGNATURE, sizeof(SYSTEM_SIGNATURE) - 1) != 0)
        return -E_INVAL;
    count = bits == 64 ? bytes_u64(at + layout->count) : bytes_u32(at + layout->count);
    if (count > EFI_CONFIG_ENTRIES_MAX)
        return -E_RANGE;
    *config = (struct efi_config){
        .address = bits == 64 ? bytes_u64(at + layout->address) : bytes_u32(at + layout->address),
        .count = (unsigned)count,
        .bits = bits,
        .revision = bytes_u32(at + SYSTEM_REVISION),
    };
    return 0;
}

size_t efi_config_bytes(const struct efi_config *config)
{
    return (size_t)config->count * layout_of(config->bits)->entry_bytes;
}

paddr_t efi_config_find(const struct efi_config *config, const void *array, size_t size,
                        enum efi_table_id id)
{
    const unsigned entry_bytes = layout_of(config->bits)->entry_bytes;
    const uint8_t *entry = array;

    for (unsigned i = 0; i < config->count && size >= entry_bytes; i++) {
        if (memcmp(entry, guids[id], GUID_BYTES) == 0)
            return config->bits == 64 ? bytes_u64(entry + GUID_BYTES)
                                      : bytes_u32(entry + GUID_BYTES);
        entry += entry_bytes;
        size -= entry_bytes;
    }
    return 0;
}
