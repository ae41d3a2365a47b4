/* SPDX-License-Identifier: MIT */
/*
 * dev/machine.h — who made this machine, and how it was started: what a log must say to be worth
 * keeping.
 */
#pragma once

#include "fmt/multiboot2.h"
#include "fmt/smbios.h"

/* Reads SMBIOS: by the EFI configuration table when UEFI started us, else from the BIOS area. */
void machine_init(const struct boot_info *boot);

/* What SMBIOS says; empty strings when it says nothing. */
const struct smbios_machine *machine_identity(void);

/* All of it, where the entry point says; NULL: there is none. */
const void *machine_smbios(const struct smbios_entry **entry);

/* "bios", "uefi" or "uefi32". */
const char *machine_firmware(const struct boot_info *boot);
