/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_acpi_tables.c — any bytes as each of the tables of fmt/acpi_tables.h. */
#include "fmt/acpi_cores.h"
#include "fmt/acpi_tables.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void records_check(const uint8_t *data, size_t size)
{
    struct acpi_madt_entry cpu = { 0 };
    struct acpi_srat_entry near = { 0 };
    struct acpi_madt madt;
    unsigned last = 0;

    if (acpi_madt_parse(&madt, data, size) == 0)
        CHECK(size >= 44);
    while (acpi_madt_next(&cpu, data, size) == 0) {
        CHECK(cpu.offset > last && cpu.offset + 2 <= size);
        last = cpu.offset;
    }
    acpi_madt_has_cpu(data, size, 0);
    for (last = 0; acpi_srat_next(&near, data, size) == 0; last = near.offset)
        CHECK(near.offset > last && near.base + near.length >= near.base);
}

static void cores_check(const uint8_t *data, size_t size)
{
    static struct acpi_cores cores;
    struct acpi_route routes[ACPI_LINES];

    acpi_cores_read(&cores, 0, data, size);
    CHECK(cores.count <= ACPI_CORES_MAX && cores.count <= size / 8);
    for (unsigned i = 0; i < cores.count; i++)
        CHECK(cores.list[i].apic_id != 0);
    acpi_routes_read(routes, data, size);
    for (unsigned i = 0; i < ACPI_LINES; i++)
        for (unsigned j = 0; j < i; j++)
            CHECK(routes[i].gsi != routes[j].gsi || routes[i].is_taken || routes[j].is_taken);
    CHECK(acpi_nmi_input(1, data, size) < 2);
}

static void registers_check(const uint8_t *data, size_t size)
{
    struct acpi_pci_register reg;

    for (size_t at = 0; at + ACPI_ADDRESS_BYTES <= size; at += ACPI_ADDRESS_BYTES) {
        const struct acpi_address address = acpi_address_read(data + at);

        if (acpi_pci_register_read(&reg, &address) == 0)
            CHECK(reg.device < 32 && reg.function < 8);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct acpi_mcfg_entry range;
    struct acpi_console console;
    struct acpi_iommu iommu;
    struct acpi_hpet hpet;

    records_check(data, size);
    cores_check(data, size);
    registers_check(data, size);
    for (unsigned i = 0; acpi_mcfg_entry(&range, data, size, i) == 0; i++)
        CHECK(i <= size / 16);
    if (acpi_hpet_parse(&hpet, data, size) == 0)
        CHECK(hpet.comparators >= 1 && hpet.comparators <= 32);
    for (unsigned i = 0; acpi_iommu(&iommu, data, size, i) == 0; i++)
        CHECK(i <= size / 16);
    acpi_spcr_parse(&console, data, size);
    for (unsigned i = 0; acpi_dbg2_port(&console, data, size, i) == 0; i++)
        CHECK(i <= size / 22);
    return 0;
}
