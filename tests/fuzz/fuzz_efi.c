/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_efi.c — any bytes as an EFI system table with its list right behind it. */
#include "fmt/efi.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void list_check(const uint8_t *data, size_t size, unsigned bits, size_t table_bytes)
{
    struct efi_config config;

    if (efi_system_table_parse(&config, data, size, bits) != 0)
        return;
    CHECK(size >= table_bytes && config.count <= EFI_CONFIG_ENTRIES_MAX && config.bits == bits);
    for (int id = EFI_TABLE_SMBIOS3; id <= EFI_TABLE_ACPI10; id++) {
        paddr_t found =
            efi_config_find(&config, data + table_bytes, size - table_bytes, (enum efi_table_id)id);

        CHECK(bits == 64 || found <= UINT32_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    list_check(data, size, 64, EFI_SYSTEM_TABLE_BYTES_64);
    list_check(data, size, 32, EFI_SYSTEM_TABLE_BYTES_32);
    return 0;
}
