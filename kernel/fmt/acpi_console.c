/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_console.c — SPCR and DBG2: the serial port that firmware, or a debugger, uses (Microsoft:
 * "Serial Port Console Redirection Table", revision 4; "Debug Port Table 2", revision 1).
 */
#include "fmt/acpi_tables.h"
#include "lib/bytes.h"
#include "lib/error.h"

enum spcr_offset {
    SPCR_TYPE = 36,
    SPCR_ADDRESS = 40,
    SPCR_BAUD = 58,
    SPCR_PCI_DEVICE_ID = 64,
    SPCR_PCI_VENDOR_ID = 66,
    SPCR_BUS = 68,
    SPCR_DEVICE = 69,
    SPCR_FUNCTION = 70,
    SPCR_SEGMENT = 75,
    SPCR_BYTES = 80,
};

enum dbg2_offset {
    DBG2_PORTS_AT = 36,
    DBG2_PORT_COUNT = 40,
    DBG2_BYTES = 44,
    /* Within a port. */
    PORT_LENGTH = 1,
    PORT_ADDRESSES = 3,
    PORT_TYPE = 12,
    PORT_SUBTYPE = 14,
    PORT_ADDRESS_AT = 18,
    PORT_BYTES = 22,
};

#define PCI_ID_NONE 0xffffu

/* Codes 3, 4, 6, 7 are speeds, 0 means: as it is. */
static uint32_t baud_of(uint8_t code)
{
    static const uint32_t bauds[] = { [3] = 9600, [4] = 19200, [6] = 57600, [7] = 115200 };

    return code < ARRAY_SIZE(bauds) ? bauds[code] : 0;
}

int acpi_spcr_parse(struct acpi_console *console, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (acpi_table_expect(bytes, &size, "SPCR", SPCR_BYTES) != 0)
        return -E_INVAL;
    *console = (struct acpi_console){
        .type = at[SPCR_TYPE],
        .address = acpi_address_read(at + SPCR_ADDRESS),
        .baud = baud_of(at[SPCR_BAUD]),
        .is_pci = bytes_u16(at + SPCR_PCI_VENDOR_ID) != PCI_ID_NONE &&
                  bytes_u16(at + SPCR_PCI_DEVICE_ID) != PCI_ID_NONE,
        .segment = at[SPCR_SEGMENT],
        .bus = at[SPCR_BUS],
        .device = at[SPCR_DEVICE],
        .function = at[SPCR_FUNCTION],
    };
    return 0;
}

int acpi_dbg2_port(struct acpi_console *console, const void *bytes, size_t size, unsigned index)
{
    const uint8_t *at = bytes;
    size_t offset, length, address;

    if (acpi_table_expect(bytes, &size, "DBG2", DBG2_BYTES) != 0)
        return -E_INVAL;
    if (index >= bytes_u32(at + DBG2_PORT_COUNT))
        return -E_NOENT;
    offset = bytes_u32(at + DBG2_PORTS_AT);
    for (unsigned i = 0;; i++) {
        if (offset > size || size - offset < PORT_BYTES)
            return -E_RANGE;
        length = bytes_u16(at + offset + PORT_LENGTH);
        if (length < PORT_BYTES || length > size - offset)
            return -E_RANGE;
        if (i == index)
            break;
        offset += length;
    }
    address = bytes_u16(at + offset + PORT_ADDRESS_AT);
    if (at[offset + PORT_ADDRESSES] == 0 || address > length ||
        length - address < ACPI_ADDRESS_BYTES)
        return -E_RANGE;
    *console = (struct acpi_console){
        .type = (unsigned)bytes_u16(at + offset + PORT_TYPE) << 16 |
                bytes_u16(at + offset + PORT_SUBTYPE),
        .address = acpi_address_read(at + offset + address),
    };
    return 0;
}
