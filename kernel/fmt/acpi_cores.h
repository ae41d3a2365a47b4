/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_cores.h — which cores a MADT names, and how interrupts reach them (ACPI 6.5 5.2.12).
 *
 * Firmware lists cores that are disabled, that can only be added later, that have no id, the same one
 * twice, and not always the running one first: what is left here are cores that may be started.
 */
#pragma once

#include "fmt/acpi_tables.h"

#define ACPI_CORES_MAX 256
#define ACPI_UID_ALL   0xffu /* of an NMI entry of the short form; the long one has all ones */

struct acpi_core {
    uint32_t apic_id, uid;
};

struct acpi_cores {
    struct acpi_core list[ACPI_CORES_MAX]; /* without the running one */
    unsigned count;
    unsigned disabled; /* listed, but not to be started */
    unsigned doubled;  /* listed again, or with an id that nobody has */
    unsigned dropped;  /* more than the list holds */
    uint32_t own_uid;  /* of the running core; ACPI_UID_ALL when it is not listed */
    bool breaks_off;   /* the table ends in the middle of an entry */
};

/* Reads all cores but the one of own_id, which is the running one. */
void acpi_cores_read(struct acpi_cores *cores, uint32_t own_id, const void *madt, size_t size);

/* ---- where the sixteen lines of the PC/AT lead (5.2.12.5) ---- */

#define ACPI_LINES 16

struct acpi_route {
    uint32_t gsi;
    bool is_low;   /* active low, else high */
    bool is_level; /* level-triggered, else edge */
    bool is_taken; /* its input belongs to another line, so it cannot be used */
};

/* Lines go to the input of their number, rising edge, but where the table says otherwise. */
void acpi_routes_read(struct acpi_route routes[ACPI_LINES], const void *madt, size_t size);

/*
 * Which local input (0 or 1) of the core of that uid NMIs come in at, by entries 4 and 10; -E_NOENT when
 * the table does not tell.
 */
int acpi_nmi_input(uint32_t uid, const void *madt, size_t size);
