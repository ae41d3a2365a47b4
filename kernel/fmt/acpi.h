/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi.h — the few ACPI tables that power-off, reset and time need (ACPI 6.5, chapter 5).
 *
 * Pure decoding of bytes in memory the caller has mapped; addresses found inside are returned as
 * numbers, never followed. Firmware's tables are often wrong: each function says what it tolerates.
 */
#pragma once

#include "lib/types.h"

#define ACPI_HEADER_BYTES 36
#define ACPI_TABLE_MAX    (1u << 20) /* a table claiming more is refused */

struct acpi_rsdp {
    uint8_t revision;
    paddr_t rsdt; /* 0: none */
    paddr_t xsdt; /* 0: none, or revision below 2, or its extended checksum is wrong */
};

/*
 * ACPI 6.5 5.2.5.3. Returns 0; -E_INVAL for a wrong signature or less than 20 bytes, -E_CRC for a
 * wrong checksum of the first 20 bytes.
 */
int acpi_rsdp_parse(struct acpi_rsdp *rsdp, const void *bytes, size_t size);

/* Looks for an RSDP on 16-byte boundaries (ACPI 6.5 5.2.5.1). Returns its offset or -E_NODEV. */
int acpi_rsdp_scan(const void *bytes, size_t size);

struct acpi_table {
    char signature[5];
    uint32_t length; /* whole table, header included */
    uint8_t revision;
    char oem_id[7], oem_table_id[9];
};

/*
 * Reads a header (5.2.6) from at least ACPI_HEADER_BYTES bytes. Returns 0, or -E_RANGE for a length
 * outside 36..ACPI_TABLE_MAX, -E_INVAL for an unprintable signature.
 */
int acpi_table_parse(struct acpi_table *table, const void *bytes, size_t size);

/* True when all size bytes add up to zero. */
bool acpi_checksum_is_good(const void *bytes, size_t size);

/*
 * Entries in an RSDT (4-byte) or XSDT (8-byte) of size bytes; which one is told by the signature.
 * Returns the count (>= 0) or -E_INVAL.
 */
int acpi_root_count(const void *root, size_t size);

/*
 * The index-th address; 0 for an index outside or a pointer of all zeros or all ones (32 or 64).
 * Entries need not be aligned.
 */
paddr_t acpi_root_entry(const void *root, size_t size, unsigned index);

enum acpi_space {
    ACPI_SPACE_MEMORY = 0,
    ACPI_SPACE_IO = 1,
    ACPI_SPACE_PCI = 2,
    ACPI_SPACE_OTHER = 255
};

/* Generic Address Structure, 5.2.3.2. address 0 means: not there. */
struct acpi_address {
    enum acpi_space space;
    uint8_t bit_width;
    uint8_t access_bytes; /* 1, 2, 4 or 8; 0: undefined */
    uint64_t address;
};

#define ACPI_FADT_WBINVD     (1u << 0)
#define ACPI_FADT_TMR_32BIT  (1u << 8)
#define ACPI_FADT_RESET_REG  (1u << 10)
#define ACPI_FADT_HW_REDUCED (1u << 20)

struct acpi_fadt {
    uint32_t flags;
    uint16_t boot_arch; /* IAPC_BOOT_ARCH; valid only from revision 3 on, else 0 */
    bool has_boot_arch;
    paddr_t dsdt; /* X_DSDT when it is there and not zero */
    paddr_t facs; /* likewise; 0 on machines without one */
    uint16_t sci_interrupt;
    uint16_t smi_command; /* port; 0: the machine has no legacy mode */
    uint8_t acpi_enable;
    /* The X_ fields where they can be right, else the old ones; 0 on hardware-reduced machines. */
    struct acpi_address pm1a_control, pm1b_control, pm_timer;
    struct acpi_address reset; /* address 0 unless ACPI_FADT_RESET_REG is set too */
    uint8_t reset_value;
    struct acpi_address sleep_control; /* hardware-reduced machines */
};

/*
 * 5.2.9. size may be that of any FADT revision (>= 116 bytes); fields behind it, or behind the
 * length the table claims, read as zero. The checksum is not asked for. Returns 0 or -E_INVAL.
 */
int acpi_fadt_parse(struct acpi_fadt *fadt, const void *bytes, size_t size);

/*
 * Finds `Name (\_S5, Package () {a, b, …})` in the bytes of a DSDT or SSDT (20.2 "AML grammar"):
 * NameOp 0x08, an optional root prefix, the name, PackageOp 0x12 and its length, the element count,
 * then constants (a single one holds both types, as some firmware writes it). Returns 0, or
 * -E_NODEV when there is no such thing or its numbers cannot be sleep types.
 */
int acpi_s5_find(const void *table, size_t size, uint8_t *sleep_type_a, uint8_t *sleep_type_b);
