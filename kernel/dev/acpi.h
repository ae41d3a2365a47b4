/* SPDX-License-Identifier: MIT */
/*
 * dev/acpi.h — the firmware's ACPI tables, found and checked once.
 *
 * A table that is broken or out of reach is named in the log with what is wrong, kept in the list so
 * that it can be looked at, and never used; the rest is. Nothing here runs AML.
 */
#pragma once

#include "fmt/acpi_tables.h"
#include "fmt/multiboot2.h"

struct acpi_state {
    bool has_rsdp, has_fadt, has_s5;
    const char *rsdp_from; /* where it was found, in words */
    struct acpi_rsdp rsdp;
    struct acpi_fadt fadt;
    uint8_t sleep_type_a, sleep_type_b;
    unsigned tables; /* with a sound header, the root and what the FADT names included */
    unsigned faults; /* tables, or pointers to them, that cannot be used */
};

struct acpi_entry {
    paddr_t address;
    struct acpi_table table; /* all zero where there is none */
    const char *fault;       /* NULL: it can be used */
};

/*
 * Finds the tables: the loader's copy of the RSDP first, the BIOS areas only when not started by
 * UEFI.
 */
void acpi_init(const struct boot_info *boot);

const struct acpi_state *acpi_state(void);

/* Table number index in the order found, NULL behind the last. */
const struct acpi_entry *acpi_entry(unsigned index);

/* A whole table of the list, as it lies in memory; NULL when it is out of reach. */
const void *acpi_bytes(const struct acpi_entry *entry);

/* The nth usable table (from 0) of that signature; NULL: there is none. *size is its length. */
const void *acpi_find(const char *signature, unsigned nth, size_t *size);
