/* SPDX-License-Identifier: MIT */
/* diag/acpi_tests.c — are the firmware's tables sound, and do they agree with what can be seen? */
#include "cpu/registers.h"
#include "dev/acpi.h"
#include "dev/iommu.h"
#include "diag/test.h"
#include "lib/error.h"

#define LEAF_BASIC    0x01
#define LEAF_TOPOLOGY 0x0b
#define APIC_ID_SHIFT 24

static enum test_result tables_are_sound(struct test_run *run)
{
    const struct acpi_state *acpi = acpi_state();
    const struct acpi_entry *entry;

    if (!acpi->has_rsdp)
        return test_skip(run, "no ACPI");
    if (acpi->tables == 0)
        return test_fail(run, "an RSDP, but no table that can be read");
    for (unsigned i = 0; (entry = acpi_entry(i)) != NULL; i++)
        if (entry->fault != NULL)
            return test_fail(run, "%s at 0x%lx %s; faults=%u tables=%u",
                             entry->table.signature[0] != '\0' ? entry->table.signature : "a table",
                             entry->address, entry->fault, acpi->faults, acpi->tables);
    if (acpi->faults > 0)
        return test_fail(run, "pointers that lead nowhere; faults=%u tables=%u", acpi->faults,
                         acpi->tables);
    return test_pass(run, "tables=%u", acpi->tables);
}

/* SDM 2A, CPUID: the full id where there is one, else the eight bits of old. */
static uint32_t own_apic_id(void)
{
    if (cpuid(0, 0).eax >= LEAF_TOPOLOGY) {
        const struct cpuid_result topology = cpuid(LEAF_TOPOLOGY, 0);

        if (topology.ebx != 0)
            return topology.edx;
    }
    return cpuid(LEAF_BASIC, 0).ebx >> APIC_ID_SHIFT;
}

static enum test_result madt_lists_this_cpu(struct test_run *run)
{
    size_t size = 0;
    const void *madt = acpi_find("APIC", 0, &size);
    const uint32_t id = own_apic_id();
    struct acpi_madt_entry entry = { 0 };
    unsigned cpus = 0, io_apics = 0;
    int result;

    if (madt == NULL)
        return test_skip(run, "no MADT");
    while ((result = acpi_madt_next(&entry, madt, size)) == 0) {
        io_apics += entry.type == ACPI_MADT_IO_APIC;
        cpus += (entry.type == ACPI_MADT_LOCAL_APIC || entry.type == ACPI_MADT_LOCAL_X2APIC) &&
                entry.flags & ACPI_CPU_ENABLED;
    }
    if (result != -E_NOENT)
        return test_fail(run, "the table breaks off behind offset %u", entry.offset);
    if (!acpi_madt_has_cpu(madt, size, id))
        return test_fail(run, "this processor, apic_id=%u, is not among the %u listed", id, cpus);
    return test_pass(run, "apic_id=%u cpus=%u io_apics=%u", id, cpus, io_apics);
}

/*
 * Memory that two domains own, or one owns twice. Where modules may be added, a domain owns the whole
 * place, and some firmware lists the module that lies there as well.
 */
static bool ranges_quarrel(const struct acpi_srat_entry *one, const struct acpi_srat_entry *other)
{
    const uint32_t flags = one->flags | other->flags;

    if (other->type != ACPI_SRAT_MEMORY || !(other->flags & ACPI_SRAT_ENABLED) ||
        other->base >= one->base + one->length || one->base >= other->base + other->length)
        return false;
    return one->domain != other->domain || !(flags & ACPI_SRAT_HOT_PLUG);
}

static enum test_result srat_is_sound(struct test_run *run)
{
    size_t size = 0;
    const void *srat = acpi_find("SRAT", 0, &size);
    struct acpi_srat_entry one = { 0 }, other;
    unsigned ranges = 0, cpus = 0;
    int result;

    if (srat == NULL)
        return test_skip(run, "no SRAT");
    while ((result = acpi_srat_next(&one, srat, size)) == 0) {
        if (!(one.flags & ACPI_SRAT_ENABLED))
            continue;
        cpus += one.type != ACPI_SRAT_MEMORY;
        if (one.type != ACPI_SRAT_MEMORY || one.length == 0)
            continue;
        ranges++;
        other = one;
        while (acpi_srat_next(&other, srat, size) == 0)
            if (ranges_quarrel(&one, &other))
                return test_fail(run, "domains %u and %u both own 0x%lx", one.domain, other.domain,
                                 one.base > other.base ? one.base : other.base);
    }
    if (result != -E_NOENT)
        return test_fail(run, "the table breaks off behind offset %u", one.offset);
    return test_pass(run, "cpus=%u ranges=%u", cpus, ranges);
}

/* What firmware has left on is no fault of its, only something to know. */
static enum test_result iommus_answer(struct test_run *run)
{
    const struct iommu_state *iommu = iommu_state();

    if (iommu->units == 0)
        return test_skip(run, "neither DMAR nor IVRS names a unit");
    if (iommu->silent > 0)
        return test_fail(run, "%u of %u units do not answer", iommu->silent, iommu->units);
    return test_pass(run, "units=%u translation=%s interrupts=%s", iommu->units,
                     iommu->translates ? "on" : "off", iommu->remaps ? "remapped" : "direct");
}

static const struct test tests[] = {
    { "acpi.tables", tables_are_sound },
    { "acpi.madt", madt_lists_this_cpu },
    { "acpi.srat", srat_is_sound },
    { "acpi.iommu", iommus_answer },
};

const struct test_group acpi_tests = { "acpi", tests, ARRAY_SIZE(tests), false };
