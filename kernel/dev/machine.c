/* SPDX-License-Identifier: MIT */
/* dev/machine.c — finding SMBIOS (DSP0134 5.2; UEFI 2.10 4.6). GRUB 2.06 passes no tag for it. */
#include "dev/machine.h"

#include "fmt/efi.h"
#include "lib/error.h"
#include "lib/log.h"
#include "mm/direct_map.h"

#define BIOS_AREA_START    0xf0000
#define BIOS_AREA_BYTES    0x10000
#define SMBIOS_ENTRY_BYTES 32

static struct smbios_machine identity;
static struct smbios_entry entry;
static const void *structures; /* entry.table_size bytes; NULL: there are none */

const void *machine_smbios(const struct smbios_entry **found)
{
    *found = &entry;
    return structures;
}

const struct smbios_machine *machine_identity(void)
{
    return &identity;
}

const char *machine_firmware(const struct boot_info *boot)
{
    return boot->efi_system_table == 0 ? "bios" : boot->efi_bits == 32 ? "uefi32" : "uefi";
}

static int entry_at(paddr_t address)
{
    const void *bytes = direct_map(address, SMBIOS_ENTRY_BYTES);

    return bytes != NULL ? smbios_entry_parse(&entry, bytes, SMBIOS_ENTRY_BYTES) : -E_NODEV;
}

static int entry_by_efi(const struct boot_info *boot)
{
    const size_t size =
        boot->efi_bits == 32 ? EFI_SYSTEM_TABLE_BYTES_32 : EFI_SYSTEM_TABLE_BYTES_64;
    const void *table = direct_map(boot->efi_system_table, size);
    struct efi_config config;
    const void *array;

    if (table == NULL || efi_system_table_parse(&config, table, size, boot->efi_bits) != 0)
        return -E_NODEV;
    array = direct_map(config.address, efi_config_bytes(&config));
    if (array == NULL)
        return -E_NODEV;
    if (entry_at(efi_config_find(&config, array, efi_config_bytes(&config), EFI_TABLE_SMBIOS3)) ==
        0)
        return 0;
    return entry_at(efi_config_find(&config, array, efi_config_bytes(&config), EFI_TABLE_SMBIOS));
}

static int entry_by_scan(void)
{
    const uint8_t *area = direct_map(BIOS_AREA_START, BIOS_AREA_BYTES);
    const int at = smbios_entry_scan(area, BIOS_AREA_BYTES);

    return at >= 0 ? smbios_entry_parse(&entry, area + at, BIOS_AREA_BYTES - (size_t)at) : at;
}

void machine_init(const struct boot_info *boot)
{
    const int found = boot->efi_system_table != 0 ? entry_by_efi(boot) : entry_by_scan();

    if (found != 0) {
        log_info("machine: no SMBIOS");
        return;
    }
    structures = direct_map(entry.table, entry.table_size);
    if (structures == NULL || smbios_machine_parse(&identity, structures, entry.table_size) <= 0) {
        log_warning("machine: SMBIOS %u.%u at 0x%lx cannot be read", entry.major, entry.minor,
                    entry.table);
        structures = NULL;
        return;
    }
    log_info("machine: %s %s, firmware %s %s", identity.manufacturer, identity.product,
             identity.bios_vendor, identity.bios_version);
}
