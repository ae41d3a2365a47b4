/* SPDX-License-Identifier: MIT */
/*
 * dev/acpi.c — from the RSDP to the FADT and \_S5 (ACPI 6.5, 5.2.5 to 5.2.9).
 *
 * Firmware gets all of this wrong somewhere: the XSDT may be missing or empty while the RSDT is
 * good, a harmless table may fail its checksum, a pointer may be nonsense. So each table is judged
 * by itself.
 */
#include "dev/acpi.h"

#include "lib/error.h"
#include "lib/log.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mm/direct_map.h"

#define BDA_EBDA_SEGMENT 0x40e /* word: segment of the extended BIOS data area */
#define EBDA_MIN         0x80000
#define EBDA_SCAN_BYTES  1024
#define BIOS_ROM_START   0xe0000
#define BIOS_ROM_BYTES   0x20000
#define SSDT_MAX         32

static struct acpi_state state;

const struct acpi_state *acpi_state(void)
{
    return &state;
}

/* A whole table, mapped; NULL when it is out of reach or its header is unsound. */
static const void *table_map(paddr_t address, struct acpi_table *table)
{
    const void *bytes = direct_map(address, ACPI_HEADER_BYTES);

    if (bytes == NULL || acpi_table_parse(table, bytes, ACPI_HEADER_BYTES) != 0)
        return NULL;
    return direct_map(address, table->length);
}

static bool rsdp_scan(paddr_t start, size_t size)
{
    const uint8_t *bytes = direct_map(start, size);
    const int at = bytes != NULL ? acpi_rsdp_scan(bytes, size) : -E_NODEV;

    return at >= 0 && acpi_rsdp_parse(&state.rsdp, bytes + at, size - (size_t)at) == 0;
}

static bool rsdp_find(const struct boot_info *boot)
{
    uint16_t segment;

    if (boot->rsdp_size > 0 && acpi_rsdp_parse(&state.rsdp, boot->rsdp, boot->rsdp_size) == 0)
        return true;
    if (boot->efi_system_table != 0)
        return false;
    memcpy(&segment, direct_map(BDA_EBDA_SEGMENT, sizeof(segment)), sizeof(segment));
    if ((paddr_t)segment << 4 >= EBDA_MIN && rsdp_scan((paddr_t)segment << 4, EBDA_SCAN_BYTES))
        return true;
    return rsdp_scan(BIOS_ROM_START, BIOS_ROM_BYTES);
}

static void s5_look_in(paddr_t address)
{
    struct acpi_table table;
    const void *bytes = table_map(address, &table);

    if (state.has_s5 || bytes == NULL)
        return;
    state.has_s5 = acpi_s5_find(bytes, table.length, &state.sleep_type_a, &state.sleep_type_b) == 0;
}

static void table_take(paddr_t address, paddr_t ssdts[SSDT_MAX], unsigned *ssdt_count)
{
    struct acpi_table table;
    const void *bytes = table_map(address, &table);

    if (bytes == NULL) {
        log_warning("acpi: no usable table at 0x%lx", address);
        return;
    }
    state.tables++;
    log_debug("acpi: %s at 0x%lx, %u bytes, revision %u, %s", table.signature, address,
              table.length, table.revision, table.oem_table_id);
    if (!acpi_checksum_is_good(bytes, table.length)) {
        state.bad_checksums++;
        log_warning("acpi: %s at 0x%lx has a wrong checksum", table.signature, address);
    }
    if (str_equal(table.signature, "FACP") && !state.has_fadt)
        state.has_fadt = acpi_fadt_parse(&state.fadt, bytes, table.length) == 0;
    if (str_equal(table.signature, "SSDT") && *ssdt_count < SSDT_MAX)
        ssdts[(*ssdt_count)++] = address;
}

/* Takes every table the root names. Returns false when it names none that is usable. */
static bool root_take(paddr_t address)
{
    paddr_t ssdts[SSDT_MAX];
    unsigned ssdt_count = 0;
    struct acpi_table root;
    const void *bytes = table_map(address, &root);
    const int count = bytes != NULL ? acpi_root_count(bytes, root.length) : 0;

    for (int i = 0; i < count; i++) {
        const paddr_t entry = acpi_root_entry(bytes, root.length, (unsigned)i);

        if (entry != 0)
            table_take(entry, ssdts, &ssdt_count);
    }
    if (state.has_fadt)
        s5_look_in(state.fadt.dsdt);
    for (unsigned i = 0; i < ssdt_count; i++)
        s5_look_in(ssdts[i]);
    return state.has_fadt;
}

void acpi_init(const struct boot_info *boot)
{
    state.has_rsdp = rsdp_find(boot);
    if (!state.has_rsdp) {
        log_info("acpi: this machine has none");
        return;
    }
    if (!root_take(state.rsdp.xsdt)) {
        state.tables = 0;
        state.bad_checksums = 0;
        root_take(state.rsdp.rsdt);
    }
    log_info("acpi: revision %u, %u tables, %s, %s", state.rsdp.revision, state.tables,
             state.has_fadt ? "FADT" : "no FADT", state.has_s5 ? "\\_S5" : "no \\_S5");
}
