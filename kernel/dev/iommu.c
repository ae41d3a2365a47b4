/* SPDX-License-Identifier: MIT */
/* dev/iommu.c — the status of each unit, read once. */
#include "dev/iommu.h"

#include "dev/acpi.h"
#include "dev/iommu_regs.h"
#include "fmt/acpi_tables.h"
#include "lib/error.h"
#include "lib/log.h"
#include "mm/mmio.h"

#define ALL_ONES  0xffffffffu
#define UNITS_MAX 64 /* a table may be long */

static struct iommu_state found;

static void status_add(const struct acpi_iommu *unit, const volatile uint32_t *registers)
{
    if (registers[VTD_VERSION / 4] == ALL_ONES) {
        found.silent++;
        log_warning("iommu: the unit at 0x%lx does not answer", unit->base);
        return;
    }
    if (unit->is_amd) {
        const bool is_on = registers[AMD_IOMMU_CONTROL / 4] & AMD_IOMMU_CONTROL_ON;

        found.translates |= is_on;
        found.remaps |= is_on;
        return;
    }
    found.translates |= (registers[VTD_STATUS / 4] & VTD_STATUS_TRANSLATES) != 0;
    found.remaps |= (registers[VTD_STATUS / 4] & VTD_STATUS_REMAPS) != 0;
}

static void unit_look(const struct acpi_iommu *unit)
{
    const size_t size = unit->is_amd ? AMD_IOMMU_BYTES : VTD_BYTES;
    void *registers = unit->base != 0 ? mmio_map(unit->base, size, CACHING_UNCACHED) : NULL;

    found.units++;
    if (registers == NULL) {
        found.silent++;
        log_warning("iommu: there can be no unit at 0x%lx", unit->base);
        return;
    }
    status_add(unit, registers);
    mmio_unmap(registers, size);
}

void iommu_look(void)
{
    static const char *const tables[] = { "DMAR", "IVRS" };

    found = (struct iommu_state){ 0 };
    for (unsigned t = 0; t < ARRAY_SIZE(tables); t++) {
        size_t size = 0;
        const void *bytes = acpi_find(tables[t], 0, &size);
        struct acpi_iommu unit;
        int result = -E_NOENT;

        for (unsigned i = 0; bytes != NULL && i < UNITS_MAX; i++) {
            result = acpi_iommu(&unit, bytes, size, i);
            if (result != 0)
                break;
            unit_look(&unit);
        }
        if (result != 0 && result != -E_NOENT)
            log_warning("iommu: %s is damaged: %s", tables[t], error_name(result));
    }
    if (found.translates || found.remaps)
        log_warning(
            "iommu: firmware has left %s%s%s on: devices may not reach what they are told to",
            found.translates ? "translation of addresses" : "",
            found.translates && found.remaps ? " and " : "",
            found.remaps ? "remapping of interrupts" : "");
    else if (found.units > 0)
        log_info("iommu: %u unit%s, nothing remapped", found.units, found.units == 1 ? "" : "s");
}

const struct iommu_state *iommu_state(void)
{
    return &found;
}
