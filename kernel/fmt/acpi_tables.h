/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_tables.h — the tables that describe processors, timers, buses and consoles (ACPI 6.5 5.2;
 * PCI Firmware 3.3 4.1.2; IA-PC HPET 1.0a 3.2.4; Microsoft's SPCR and DBG2).
 *
 * Each function takes a whole table with its header and believes its length only up to size bytes.
 * An address in a result was not looked at. Results: 0; -E_INVAL for another table or one too short;
 * -E_NOENT behind the last entry; -E_RANGE where an entry does not fit, which ends the walk.
 */
#pragma once

#include "fmt/acpi.h"

/* Reads a Generic Address Structure (5.2.3.2) of 12 bytes. */
#define ACPI_ADDRESS_BYTES 12
struct acpi_address acpi_address_read(const void *bytes);

/* Where a register of the PCI kind lies: bus 0 of segment 0 (5.2.3.2). */
struct acpi_pci_register {
    uint8_t device, function;
    uint16_t offset;
};

/* Returns 0, or -E_INVAL for an address of another kind, or one that no function can have. */
int acpi_pci_register_read(struct acpi_pci_register *reg, const struct acpi_address *address);

/*
 * Checks for a table of that signature and at least so many bytes; stores how many of them may be
 * read.
 */
int acpi_table_expect(const void *bytes, size_t *size, const char *signature, size_t bytes_min);

/* ---- MADT (5.2.12): processors and interrupt controllers ------------------------------------- */

#define ACPI_MADT_PC_COMPATIBLE (1u << 0) /* there are 8259 controllers too */

struct acpi_madt {
    uint32_t local_apic; /* unless an entry overrides it */
    uint32_t flags;
};

enum acpi_madt_type {
    ACPI_MADT_LOCAL_APIC = 0,
    ACPI_MADT_IO_APIC = 1,
    ACPI_MADT_OVERRIDE = 2,
    ACPI_MADT_NMI_SOURCE = 3,
    ACPI_MADT_LOCAL_NMI = 4,
    ACPI_MADT_ADDRESS = 5,
    ACPI_MADT_LOCAL_X2APIC = 9,
    ACPI_MADT_X2APIC_NMI = 10,
};

#define ACPI_CPU_ENABLED        (1u << 0)
#define ACPI_CPU_ONLINE_CAPABLE (1u << 1)

/* One entry; a field its type has not got is 0. */
struct acpi_madt_entry {
    unsigned type;
    unsigned offset; /* where it lies; 0 before the first */
    uint32_t id;     /* of the (x2)APIC or I/O APIC; the line of an interrupt source */
    uint32_t uid;
    uint32_t flags;
    uint32_t gsi; /* global system interrupt, first of an I/O APIC's */
    paddr_t address;
};

int acpi_madt_parse(struct acpi_madt *madt, const void *bytes, size_t size);

/* The entry behind *entry; the first one when that is zeroed. */
int acpi_madt_next(struct acpi_madt_entry *entry, const void *bytes, size_t size);

/*
 * Does the table list the processor of that APIC id, not disabled? (5.2.12.2: id 0xff of the short
 * form is nobody's.)
 */
bool acpi_madt_has_cpu(const void *bytes, size_t size, uint32_t apic_id);

/* ---- SRAT (5.2.16): which processor and memory lie close together ----------------------------- */

enum acpi_srat_type { ACPI_SRAT_CPU = 0, ACPI_SRAT_MEMORY = 1, ACPI_SRAT_X2APIC = 2 };

#define ACPI_SRAT_ENABLED     (1u << 0)
#define ACPI_SRAT_HOT_PLUG    (1u << 1) /* of memory */
#define ACPI_SRAT_NONVOLATILE (1u << 2)

struct acpi_srat_entry {
    unsigned type;
    unsigned offset;
    uint32_t domain;
    uint32_t apic_id;
    uint32_t flags;
    paddr_t base; /* memory that wraps around is -E_RANGE */
    uint64_t length;
};

int acpi_srat_next(struct acpi_srat_entry *entry, const void *bytes, size_t size);

/* ---- MCFG: configuration space in memory ------------------------------------------------------ */

struct acpi_mcfg_entry {
    paddr_t base; /* of bus 0, whatever the first is */
    uint16_t segment;
    uint8_t first, last;
};

int acpi_mcfg_entry(struct acpi_mcfg_entry *entry, const void *bytes, size_t size, unsigned index);

/* ---- HPET ------------------------------------------------------------------------------------- */

struct acpi_hpet {
    struct acpi_address address;
    unsigned comparators;
    bool is_64bit, has_legacy_routing;
    uint8_t number;
    uint16_t minimum_tick;
};

int acpi_hpet_parse(struct acpi_hpet *hpet, const void *bytes, size_t size);

/* ---- DMAR and IVRS: units that remap what devices write and signal ------------------------------ */

struct acpi_iommu {
    paddr_t base;     /* of its registers */
    uint16_t segment; /* of the PCI devices it is for */
    bool is_amd;      /* IVRS; else DMAR, Intel's */
};

/* The index-th unit of either table. -E_NOENT behind the last; -E_RANGE where a record lies. */
int acpi_iommu(struct acpi_iommu *iommu, const void *bytes, size_t size, unsigned index);

/* ---- SPCR and DBG2: where a serial console is -------------------------------------------------- */

struct acpi_console {
    unsigned type; /* SPCR: interface type. DBG2: port type << 16 | subtype */
    struct acpi_address address;
    uint32_t baud;    /* 0: as firmware left it, or not told */
    bool is_pci;      /* then the next three, and segment, say where */
    uint16_t segment; /* of PCI */
    uint8_t bus, device, function;
};

int acpi_spcr_parse(struct acpi_console *console, const void *bytes, size_t size);
int acpi_dbg2_port(struct acpi_console *console, const void *bytes, size_t size, unsigned index);
