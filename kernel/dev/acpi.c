/* SPDX-License-Identifier: MIT */
/*
 * dev/acpi.c — from the RSDP to every table (ACPI 6.5, 5.2.5 to 5.2.9).
 *
 * Firmware gets all of this wrong somewhere: the XSDT may be missing or empty while the RSDT is
 * good, a harmless table may fail its checksum, a pointer may be nonsense. So each table is judged
 * by itself, and what one root does not lead to is looked for by the other.
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
#define ENTRIES_MAX      128

static struct acpi_state state;
static struct acpi_entry entries[ENTRIES_MAX];
static unsigned entry_count;

const struct acpi_state *acpi_state(void)
{
    return &state;
}

const struct acpi_entry *acpi_entry(unsigned index)
{
    return index < entry_count ? &entries[index] : NULL;
}

const void *acpi_bytes(const struct acpi_entry *entry)
{
    return entry->table.length > 0 ? direct_map(entry->address, entry->table.length) : NULL;
}

const void *acpi_find(const char *signature, unsigned nth, size_t *size)
{
    for (unsigned i = 0; i < entry_count; i++) {
        if (entries[i].fault != NULL || !str_equal(entries[i].table.signature, signature))
            continue;
        if (nth-- == 0) {
            *size = entries[i].table.length;
            return acpi_bytes(&entries[i]);
        }
    }
    return NULL;
}

/* ---- the root pointer ------------------------------------------------------------------------ */

static bool rsdp_scan(paddr_t start, size_t size)
{
    const uint8_t *bytes = direct_map(start, size);
    const int at = bytes != NULL ? acpi_rsdp_scan(bytes, size) : -E_NODEV;

    return at >= 0 && acpi_rsdp_parse(&state.rsdp, bytes + at, size - (size_t)at) == 0;
}

static bool rsdp_find(const struct boot_info *boot)
{
    uint16_t segment;
    const void *word;

    if (boot->rsdp_size > 0) {
        const int result = acpi_rsdp_parse(&state.rsdp, boot->rsdp, boot->rsdp_size);

        state.rsdp_from = "the loader";
        if (result == 0)
            return true;
        log_warning("acpi: the loader's copy of the RSDP is broken: %s", error_name(result));
    }
    if (boot->efi_system_table != 0)
        return false;
    word = direct_map(BDA_EBDA_SEGMENT, sizeof(segment));
    memcpy(&segment, word, sizeof(segment));
    state.rsdp_from = "the extended BIOS data area";
    if ((paddr_t)segment << 4 >= EBDA_MIN && rsdp_scan((paddr_t)segment << 4, EBDA_SCAN_BYTES))
        return true;
    state.rsdp_from = "the BIOS area";
    return rsdp_scan(BIOS_ROM_START, BIOS_ROM_BYTES);
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* What is wrong with the table at entry->address; NULL: nothing. Fills entry->table. */
static const char *fault_of(struct acpi_entry *entry)
{
    const void *bytes = direct_map(entry->address, ACPI_HEADER_BYTES);
    const int result =
        bytes != NULL ? acpi_table_parse(&entry->table, bytes, ACPI_HEADER_BYTES) : -E_NODEV;

    if (result == -E_NODEV)
        return "lies out of reach";
    if (result == -E_RANGE)
        return "has a length that cannot be";
    if (result != 0)
        return "is no table";
    bytes = direct_map(entry->address, entry->table.length);
    if (bytes == NULL)
        return "does not lie within reach as a whole";
    /* 5.2.10: the FACS is the one table without a checksum. */
    if (!str_equal(entry->table.signature, "FACS") &&
        !acpi_checksum_is_good(bytes, entry->table.length))
        return "has a wrong checksum";
    return NULL;
}

/* Lists the table at address, once; returns it, NULL when there is no room. */
static const struct acpi_entry *table_take(paddr_t address)
{
    struct acpi_entry *entry = &entries[entry_count];

    for (unsigned i = 0; i < entry_count; i++)
        if (entries[i].address == address)
            return &entries[i];
    if (entry_count == ENTRIES_MAX) {
        if (state.faults++ == 0)
            log_warning("acpi: more than %u tables; the rest is left out", ENTRIES_MAX);
        return NULL;
    }
    *entry = (struct acpi_entry){ .address = address };
    entry->fault = fault_of(entry);
    entry_count++;
    if (entry->table.length > 0)
        state.tables++;
    if (entry->fault != NULL) {
        state.faults++;
        log_warning("acpi: %s%sat 0x%lx %s; not used", entry->table.signature,
                    entry->table.signature[0] != '\0' ? " " : "a table ", address, entry->fault);
    } else {
        log_debug("acpi: %s at 0x%lx, %u bytes, revision %u, %s", entry->table.signature, address,
                  entry->table.length, entry->table.revision, entry->table.oem_table_id);
    }
    return entry;
}

/* Takes every table the root names. Returns false when that is not a root. */
static bool root_take(paddr_t address)
{
    const struct acpi_entry *root = address != 0 ? table_take(address) : NULL;
    const void *bytes = root != NULL && root->fault == NULL ? acpi_bytes(root) : NULL;
    const int count = bytes != NULL ? acpi_root_count(bytes, root->table.length) : -E_NODEV;
    unsigned empty = 0;

    if (count < 0 && bytes != NULL) {
        state.faults++;
        log_warning("acpi: what should be the root at 0x%lx is a table %s", address,
                    root->table.signature);
    }
    for (int i = 0; i < count; i++) {
        const paddr_t entry = acpi_root_entry(bytes, root->table.length, (unsigned)i);

        if (entry != 0)
            table_take(entry);
        else
            empty++;
    }
    if (empty > 0) {
        state.faults++;
        log_warning("acpi: %u of the %d pointers in the %s lead nowhere", empty, count,
                    root->table.signature);
    }
    return count >= 0;
}

static bool fadt_take(void)
{
    size_t size = 0;
    const void *bytes = acpi_find("FACP", 0, &size);

    return bytes != NULL && acpi_fadt_parse(&state.fadt, bytes, size) == 0;
}

static void s5_look_in(const void *bytes, size_t size)
{
    if (!state.has_s5 && bytes != NULL)
        state.has_s5 = acpi_s5_find(bytes, size, &state.sleep_type_a, &state.sleep_type_b) == 0;
}

/* The two tables that only the FADT names, and what AML says about switching off. */
static void fadt_follow(void)
{
    const struct acpi_entry *dsdt = state.fadt.dsdt != 0 ? table_take(state.fadt.dsdt) : NULL;
    const void *bytes;
    size_t size;

    if (state.fadt.facs != 0)
        table_take(state.fadt.facs);
    if (dsdt != NULL && dsdt->fault == NULL && str_equal(dsdt->table.signature, "DSDT"))
        s5_look_in(acpi_bytes(dsdt), dsdt->table.length);
    for (unsigned i = 0; (bytes = acpi_find("SSDT", i, &size)) != NULL; i++)
        s5_look_in(bytes, size);
}

void acpi_init(const struct boot_info *boot)
{
    state.has_rsdp = rsdp_find(boot);
    if (!state.has_rsdp) {
        log_info("acpi: this machine has none");
        return;
    }
    root_take(state.rsdp.xsdt);
    state.has_fadt = fadt_take();
    if (!state.has_fadt && state.rsdp.rsdt != 0 && state.rsdp.rsdt != state.rsdp.xsdt) {
        if (state.rsdp.xsdt != 0)
            log_warning("acpi: the XSDT leads to no FADT; going on with the RSDT");
        root_take(state.rsdp.rsdt);
        state.has_fadt = fadt_take();
    }
    if (state.has_fadt)
        fadt_follow();
    log_info("acpi: revision %u by %s, %u tables, %s, %s", state.rsdp.revision, state.rsdp_from,
             state.tables, state.has_fadt ? "FADT" : "no FADT",
             state.has_s5 ? "\\_S5" : "no \\_S5");
}
