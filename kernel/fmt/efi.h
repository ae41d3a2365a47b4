/* SPDX-License-Identifier: MIT */
/*
 * fmt/efi.h — the EFI system table's list of configuration tables (UEFI 2.10, 4.3 and 4.6), for
 * 32-bit and 64-bit firmware.
 */
#pragma once

#include "lib/types.h"

#define EFI_SYSTEM_TABLE_BYTES_32 72
#define EFI_SYSTEM_TABLE_BYTES_64 120
#define EFI_CONFIG_ENTRIES_MAX    256

enum efi_table_id { EFI_TABLE_SMBIOS3, EFI_TABLE_SMBIOS, EFI_TABLE_ACPI20, EFI_TABLE_ACPI10 };

struct efi_config {
    paddr_t address; /* of the array of configuration tables */
    unsigned count;
    unsigned bits; /* 32 or 64 */
    uint32_t revision;
};

/*
 * Reads the system table (signature "IBI SYST"). bits is 32 or 64. Returns 0, -E_INVAL for a wrong
 * signature or size, -E_RANGE for more than EFI_CONFIG_ENTRIES_MAX entries.
 */
int efi_system_table_parse(struct efi_config *config, const void *bytes, size_t size,
                           unsigned bits);

/* Bytes the array of config takes. */
size_t efi_config_bytes(const struct efi_config *config);

/* The address registered for id in the array, 0 when it is not there. */
paddr_t efi_config_find(const struct efi_config *config, const void *array, size_t size,
                        enum efi_table_id id);
