/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_fadt.c — the Fixed ACPI Description Table (ACPI 6.5 5.2.9).
 *
 * The table grew with every revision. It is copied into a zeroed image of the newest form first,
 * so a field that an older table has not got reads as zero, which for each of them means "none".
 */
#include "fmt/acpi_tables.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"

#define FADT_BYTES_MIN 116 /* ACPI 1.0 */

/* Offsets, ACPI 6.5 table 5.9. */
enum fadt_offset {
    FADT_FACS = 36,
    FADT_DSDT = 40,
    FADT_SCI_INT = 46,
    FADT_SMI_CMD = 48,
    FADT_ACPI_ENABLE = 52,
    FADT_PM1A_CNT_BLK = 64,
    FADT_PM1B_CNT_BLK = 68,
    FADT_PM_TMR_BLK = 76,
    FADT_PM1_CNT_LEN = 89,
    FADT_PM_TMR_LEN = 91,
    FADT_BOOT_ARCH = 109,
    FADT_FLAGS = 112,
    FADT_RESET_REG = 116,
    FADT_RESET_VALUE = 128,
    FADT_X_FACS = 132,
    FADT_X_DSDT = 140,
    FADT_X_PM1A_CNT_BLK = 172,
    FADT_X_PM1B_CNT_BLK = 184,
    FADT_X_PM_TMR_BLK = 208,
    FADT_SLEEP_CONTROL = 244,
    FADT_BYTES = 276,
};

#define BOOT_ARCH_REVISION 3
#define PORT_MAX           0xffffu

/* Could a register be there at all? */
static bool address_is_usable(const struct acpi_address *address)
{
    if (address->address == 0)
        return false;
    if (address->space == ACPI_SPACE_IO)
        return address->address <= PORT_MAX;
    return address->space == ACPI_SPACE_MEMORY;
}

/* The extended field where it is usable, else the old one: a port and a length in bytes. */
static struct acpi_address block_read(const uint8_t *fadt, unsigned extended, unsigned old,
                                      uint8_t length_bytes)
{
    struct acpi_address address = acpi_address_read(fadt + extended);
    uint32_t port = bytes_u32(fadt + old);

    if (address_is_usable(&address))
        return address;
    return (struct acpi_address){
        .space = ACPI_SPACE_IO,
        .bit_width = (uint8_t)(length_bytes <= 8 ? length_bytes * 8 : 0),
        .access_bytes = length_bytes <= 4 ? length_bytes : 0,
        .address = port <= PORT_MAX ? port : 0,
    };
}

static void legacy_read(struct acpi_fadt *fadt, const uint8_t *bytes)
{
    uint32_t smi_command = bytes_u32(bytes + FADT_SMI_CMD);

    fadt->sci_interrupt = bytes_u16(bytes + FADT_SCI_INT);
    fadt->smi_command = (uint16_t)(smi_command <= PORT_MAX ? smi_command : 0);
    fadt->acpi_enable = bytes[FADT_ACPI_ENABLE];
    fadt->pm1a_control =
        block_read(bytes, FADT_X_PM1A_CNT_BLK, FADT_PM1A_CNT_BLK, bytes[FADT_PM1_CNT_LEN]);
    fadt->pm1b_control =
        block_read(bytes, FADT_X_PM1B_CNT_BLK, FADT_PM1B_CNT_BLK, bytes[FADT_PM1_CNT_LEN]);
    fadt->pm_timer = block_read(bytes, FADT_X_PM_TMR_BLK, FADT_PM_TMR_BLK, bytes[FADT_PM_TMR_LEN]);
}

int acpi_fadt_parse(struct acpi_fadt *fadt, const void *bytes, size_t size)
{
    uint8_t image[FADT_BYTES] = { 0 };
    struct acpi_table table;

    if (acpi_table_parse(&table, bytes, size) != 0 || memcmp(bytes, "FACP", 4) != 0)
        return -E_INVAL;
    if (size > table.length)
        size = table.length;
    if (size < FADT_BYTES_MIN)
        return -E_INVAL;
    memcpy(image, bytes, size < sizeof(image) ? size : sizeof(image));

    *fadt = (struct acpi_fadt){
        .flags = bytes_u32(image + FADT_FLAGS),
        .has_boot_arch = table.revision >= BOOT_ARCH_REVISION,
        .dsdt = bytes_u64(image + FADT_X_DSDT),
        .facs = bytes_u64(image + FADT_X_FACS),
        .sleep_control = acpi_address_read(image + FADT_SLEEP_CONTROL),
    };
    if (fadt->has_boot_arch)
        fadt->boot_arch = bytes_u16(image + FADT_BOOT_ARCH);
    if (fadt->dsdt == 0)
        fadt->dsdt = bytes_u32(image + FADT_DSDT);
    if (fadt->facs == 0)
        fadt->facs = bytes_u32(image + FADT_FACS);
    if (fadt->flags & ACPI_FADT_RESET_REG) {
        fadt->reset = acpi_address_read(image + FADT_RESET_REG);
        fadt->reset_value = image[FADT_RESET_VALUE];
    }
    /* 5.2.9: a hardware-reduced machine has none of the legacy registers, whatever is written. */
    if (!(fadt->flags & ACPI_FADT_HW_REDUCED))
        legacy_read(fadt, image);
    return 0;
}
