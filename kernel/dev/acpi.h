/* SPDX-License-Identifier: MIT */
/*
 * dev/acpi.h — the firmware's ACPI tables, found and checked once.
 *
 * A table that is broken or out of reach is left out and named in the log; the rest is used.
 * Nothing here runs AML.
 */
#pragma once

#include "fmt/acpi.h"
#include "fmt/multiboot2.h"

struct acpi_state {
    bool has_rsdp, has_fadt, has_s5;
    struct acpi_rsdp rsdp;
    struct acpi_fadt fadt;
    uint8_t sleep_type_a, sleep_type_b;
    unsigned tables;        /* reachable tables with a sound header */
    unsigned bad_checksums; /* among them */
};

/*
 * Finds the tables: the loader's copy of the RSDP first, the BIOS areas only when not started by
 * UEFI.
 */
void acpi_init(const struct boot_info *boot);

const struct acpi_state *acpi_state(void);
