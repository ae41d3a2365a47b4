/* SPDX-License-Identifier: MIT */
/*
 * shell/command_acpi.c — the ACPI tables: a list, what they say, their bytes.
 *
 * acpi -x writes them as acpidump does, so that acpixtract and iasl on another computer read them out
 * of a saved log.
 */
#include "dev/acpi.h"
#include "lib/str.h"
#include "shell/acpi_details.h"
#include "shell/command.h"
#include "shell/output.h"

#define ROW_BYTES 16

static void table_line(const struct acpi_entry *entry)
{
    const struct acpi_table *table = &entry->table;

    if (table->length > 0)
        output_print("%s  0x%09lx %7u bytes  revision %-3u %-6s %-8s", table->signature,
                     entry->address, table->length, table->revision, table->oem_id,
                     table->oem_table_id);
    else
        output_print("----  0x%09lx", entry->address);
    if (entry->fault != NULL)
        output_print("  %s", entry->fault);
    output_print("\n");
}

static void table_dump(const struct acpi_entry *entry)
{
    const uint8_t *bytes = acpi_bytes(entry);

    if (bytes == NULL)
        return;
    output_print("%s @ 0x%016lx\n", entry->table.signature, entry->address);
    for (unsigned offset = 0; offset < entry->table.length && !output_is_stopped();
         offset += ROW_BYTES) {
        const unsigned left = entry->table.length - offset;
        const unsigned count = left < ROW_BYTES ? left : ROW_BYTES;
        char text[ROW_BYTES + 1] = "";

        output_print("    %04X:", offset);
        for (unsigned i = 0; i < ROW_BYTES; i++) {
            if (i < count)
                output_print(" %02X", bytes[offset + i]);
            else
                output_print("   ");
        }
        for (unsigned i = 0; i < count; i++)
            text[i] =
                bytes[offset + i] > ' ' && bytes[offset + i] <= '~' ? (char)bytes[offset + i] : '.';
        output_print("  %s\n", text);
    }
    output_print("\n");
}

static void root_line(void)
{
    const struct acpi_state *acpi = acpi_state();

    output_print("RSDP  revision %u by %s, RSDT at 0x%lx, XSDT at 0x%lx\n", acpi->rsdp.revision,
                 acpi->rsdp_from, acpi->rsdp.rsdt, acpi->rsdp.xsdt);
}

int command_acpi(unsigned count, const char *const words[])
{
    bool is_dump = false, is_verbose = false, is_found = false;
    const struct acpi_entry *entry;
    const char *signature = NULL;

    for (unsigned i = 1; i < count; i++) {
        if (str_equal(words[i], "-x"))
            is_dump = true;
        else if (str_equal(words[i], "-v"))
            is_verbose = true;
        else if (signature == NULL && str_length(words[i]) == 4)
            signature = words[i];
        else
            return SHELL_USAGE;
    }
    if (!acpi_state()->has_rsdp) {
        output_complain("acpi: this machine has none");
        return SHELL_FAILED;
    }
    if (!is_dump && signature == NULL)
        root_line();
    for (unsigned i = 0; (entry = acpi_entry(i)) != NULL && !output_is_stopped(); i++) {
        if (signature != NULL && !str_equal(entry->table.signature, signature))
            continue;
        is_found = true;
        if (is_dump) {
            table_dump(entry);
            continue;
        }
        table_line(entry);
        if (is_verbose && entry->fault == NULL)
            acpi_details_show(entry);
    }
    if (signature != NULL && !is_found) {
        output_complain("acpi: there is no table %s", signature);
        return SHELL_FAILED;
    }
    return SHELL_WELL;
}
