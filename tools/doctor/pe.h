/* SPDX-License-Identifier: MIT */
/*
 * pe.h — the headers of a UEFI program (Microsoft PE and COFF Specification, 2 to 4).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PE_MACHINE_IA32    0x014cu
#define PE_MACHINE_X64     0x8664u
#define PE_MACHINE_AARCH64 0xaa64u

#define PE_SUBSYSTEM_EFI_APPLICATION 10u

#define PE_NX_COMPAT 0x0100u /* of the DLL characteristics */

struct pe {
    uint16_t machine;
    uint16_t subsystem;
    uint16_t dll_characteristics;
    bool has_signature;    /* for Secure Boot */
    char write_execute[9]; /* the first section that can be written to and executed, or "" */
    const uint8_t *mods;   /* in the same bytes: GRUB's modules, NULL without */
    size_t mods_bytes;
};

/* True when bytes begin as a program does, whether it is whole or not. */
bool pe_is_start(const void *bytes, size_t size);

/* NULL, or what is wrong with the program. */
const char *pe_parse(struct pe *pe, const void *bytes, size_t size);
