/* SPDX-License-Identifier: MIT */
/* shell/acpi_details.c — the decoders of fmt/acpi_tables.h, in words. */
#include "shell/acpi_details.h"

#include "lib/error.h"
#include "lib/str.h"
#include "shell/output.h"

static const char *space_name(enum acpi_space space)
{
    switch (space) {
    case ACPI_SPACE_MEMORY:
        return "memory";
    case ACPI_SPACE_IO:
        return "port";
    case ACPI_SPACE_PCI:
        return "PCI";
    default:
        return "elsewhere";
    }
}

/* The walk of a list ended with that result. */
static void end_show(int result)
{
    if (result == -E_RANGE)
        output_print("      broken from here on\n");
}

static void madt_show(const void *bytes, size_t size)
{
    static const char *const names[] = {
        [ACPI_MADT_LOCAL_APIC] = "processor",   [ACPI_MADT_IO_APIC] = "I/O APIC",
        [ACPI_MADT_OVERRIDE] = "override",      [ACPI_MADT_NMI_SOURCE] = "NMI source",
        [ACPI_MADT_LOCAL_NMI] = "local NMI",    [ACPI_MADT_ADDRESS] = "local APIC address",
        [ACPI_MADT_LOCAL_X2APIC] = "processor", [ACPI_MADT_X2APIC_NMI] = "local NMI",
    };
    struct acpi_madt_entry entry = { 0 };
    struct acpi_madt madt;
    int result;

    if (acpi_madt_parse(&madt, bytes, size) != 0)
        return;
    output_print("      local APIC at 0x%x, %s8259 controllers\n", madt.local_apic,
                 madt.flags & ACPI_MADT_PC_COMPATIBLE ? "" : "no ");
    while ((result = acpi_madt_next(&entry, bytes, size)) == 0) {
        if (entry.type >= ARRAY_SIZE(names) || names[entry.type] == NULL)
            continue;
        output_print("      %s %u", names[entry.type], entry.id);
        if (entry.type == ACPI_MADT_LOCAL_APIC || entry.type == ACPI_MADT_LOCAL_X2APIC)
            output_print(" uid %u %s", entry.uid,
                         entry.flags & ACPI_CPU_ENABLED          ? "enabled"
                         : entry.flags & ACPI_CPU_ONLINE_CAPABLE ? "can be added"
                                                                 : "disabled");
        else
            output_print(" address 0x%lx gsi %u flags 0x%x", entry.address, entry.gsi, entry.flags);
        output_print("\n");
    }
    end_show(result);
}

static void srat_show(const void *bytes, size_t size)
{
    struct acpi_srat_entry entry = { 0 };
    int result;

    while ((result = acpi_srat_next(&entry, bytes, size)) == 0) {
        if (!(entry.flags & ACPI_SRAT_ENABLED))
            continue;
        if (entry.type == ACPI_SRAT_MEMORY)
            output_print("      domain %u: memory 0x%lx..0x%lx%s\n", entry.domain, entry.base,
                         entry.base + entry.length,
                         entry.flags & ACPI_SRAT_HOT_PLUG ? ", can be added" : "");
        else
            output_print("      domain %u: processor %u\n", entry.domain, entry.apic_id);
    }
    end_show(result);
}

static void mcfg_show(const void *bytes, size_t size)
{
    struct acpi_mcfg_entry entry;
    int result = 0;

    for (unsigned i = 0; (result = acpi_mcfg_entry(&entry, bytes, size, i)) == 0; i++)
        output_print("      segment %u, buses %02x to %02x at 0x%lx\n", entry.segment, entry.first,
                     entry.last, entry.base);
    end_show(result);
}

static void hpet_show(const void *bytes, size_t size)
{
    struct acpi_hpet hpet;

    if (acpi_hpet_parse(&hpet, bytes, size) == 0)
        output_print("      %s 0x%lx, %u comparators, %u bits\n", space_name(hpet.address.space),
                     hpet.address.address, hpet.comparators, hpet.is_64bit ? 64 : 32);
}

static void console_show(const struct acpi_console *console)
{
    output_print("      type 0x%x, %s 0x%lx, baud %u", console->type,
                 space_name(console->address.space), console->address.address, console->baud);
    if (console->is_pci)
        output_print(", PCI %04x:%02x:%02x.%u", console->segment, console->bus, console->device,
                     console->function);
    output_print("\n");
}

static void spcr_show(const void *bytes, size_t size)
{
    struct acpi_console console;

    if (acpi_spcr_parse(&console, bytes, size) == 0)
        console_show(&console);
}

static void dbg2_show(const void *bytes, size_t size)
{
    struct acpi_console console;
    int result = 0;

    for (unsigned i = 0; (result = acpi_dbg2_port(&console, bytes, size, i)) == 0; i++)
        console_show(&console);
    end_show(result);
}

static void fadt_show(const void *bytes, size_t size)
{
    struct acpi_fadt fadt;

    if (acpi_fadt_parse(&fadt, bytes, size) != 0)
        return;
    output_print("      DSDT 0x%lx, FACS 0x%lx, flags 0x%x%s\n", fadt.dsdt, fadt.facs, fadt.flags,
                 fadt.flags & ACPI_FADT_HW_REDUCED ? ", hardware-reduced" : "");
    output_print("      PM1a control %s 0x%lx, PM timer %s 0x%lx\n",
                 space_name(fadt.pm1a_control.space), fadt.pm1a_control.address,
                 space_name(fadt.pm_timer.space), fadt.pm_timer.address);
    if (fadt.reset.address != 0)
        output_print("      reset %s 0x%lx value 0x%x\n", space_name(fadt.reset.space),
                     fadt.reset.address, fadt.reset_value);
}

void acpi_details_show(const struct acpi_entry *entry)
{
    static const struct {
        const char *signature;
        void (*show)(const void *bytes, size_t size);
    } shows[] = {
        { "APIC", madt_show }, { "SRAT", srat_show }, { "MCFG", mcfg_show }, { "HPET", hpet_show },
        { "SPCR", spcr_show }, { "DBG2", dbg2_show }, { "FACP", fadt_show },
    };
    const void *bytes = acpi_bytes(entry);

    for (unsigned i = 0; bytes != NULL && i < ARRAY_SIZE(shows); i++)
        if (str_equal(entry->table.signature, shows[i].signature))
            shows[i].show(bytes, entry->table.length);
}
