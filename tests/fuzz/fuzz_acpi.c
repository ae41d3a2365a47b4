/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_acpi.c — any bytes as each of the ACPI tables the kernel reads. */
#include "fmt/acpi.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void root_check(const uint8_t *data, size_t size)
{
    int count = acpi_root_count(data, size);

    for (int i = 0; i < count + 2; i++) {
        paddr_t entry = acpi_root_entry(data, size, (unsigned)i);

        CHECK(i < count || entry == 0);
        CHECK(entry != UINT32_MAX && entry != UINT64_MAX);
    }
    CHECK(count < 0 || (size_t)count * 4 + ACPI_HEADER_BYTES <= size);
}

static void fadt_check(const uint8_t *data, size_t size)
{
    struct acpi_fadt fadt;

    if (acpi_fadt_parse(&fadt, data, size) != 0)
        return;
    CHECK(size >= 116);
    CHECK(fadt.reset.address == 0 || fadt.flags & ACPI_FADT_RESET_REG);
    CHECK(fadt.pm1a_control.address == 0 || !(fadt.flags & ACPI_FADT_HW_REDUCED));
    CHECK(fadt.pm1a_control.space != ACPI_SPACE_IO || fadt.pm1a_control.address <= 0xffff);
    CHECK(fadt.pm_timer.space <= ACPI_SPACE_IO);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct acpi_rsdp rsdp;
    struct acpi_table table;
    uint8_t a, b;
    int at = acpi_rsdp_scan(data, size);

    if (at >= 0)
        CHECK(at % 16 == 0 && acpi_rsdp_parse(&rsdp, data + at, size - (size_t)at) == 0);
    if (acpi_table_parse(&table, data, size) == 0)
        CHECK(table.length >= ACPI_HEADER_BYTES && table.length <= ACPI_TABLE_MAX);
    root_check(data, size);
    fadt_check(data, size);
    if (acpi_s5_find(data, size, &a, &b) == 0)
        CHECK(a <= 7 && b <= 7);
    return 0;
}
