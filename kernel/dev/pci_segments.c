/* SPDX-License-Identifier: MIT */
/*
 * dev/pci_segments.c — configuration space in memory, where the MCFG table says it is (PCI Firmware
 * 3.3 4.1.2).
 *
 * The table is believed only where it can be checked: the range must not be RAM, and what is known of
 * segment 0 by ports must read the same through it.
 */
#include "dev/acpi.h"
#include "dev/pci.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/log.h"

#define BUS_BYTES (1u << 20)

static unsigned refused;

unsigned pci_ranges_refused(void)
{
    return refused;
}

static bool range_holds_ram(const struct memory_map *map, paddr_t start, paddr_t end)
{
    for (unsigned i = 0; i < map->count; i++)
        if (map->regions[i].kind == MEMORY_USABLE && map->regions[i].start < end &&
            map->regions[i].end > start)
            return true;
    return false;
}

/* Functions of the range that ports know too; *wrong: those that read otherwise through memory. */
static unsigned range_compare(const struct acpi_mcfg_entry *range, unsigned *wrong)
{
    const struct pci_function *function;
    unsigned known = 0;

    *wrong = 0;
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        const struct pci_address address = function->address;

        if (address.segment != range->segment || address.bus < range->first ||
            address.bus > range->last)
            continue;
        known++;
        if (pci_read32_by_memory(address, PCI_VENDOR) != pci_read32_by_ports(address, PCI_VENDOR))
            (*wrong)++;
    }
    return known;
}

/* Asks what ports do not reach. Returns how many functions answered. */
static unsigned range_ask(const struct acpi_mcfg_entry *range)
{
    unsigned before = 0, after = 0;

    while (pci_function(before) != NULL)
        before++;
    pci_scan(range->segment, range->first, range->last);
    after = before;
    while (pci_function(after) != NULL)
        after++;
    return after - before;
}

/* What is wrong with a range; NULL: it was taken up. */
static const char *range_take(const struct acpi_mcfg_entry *range, const struct memory_map *map)
{
    const paddr_t start = range->base + (paddr_t)range->first * BUS_BYTES;
    const paddr_t end = range->base + ((paddr_t)range->last + 1) * BUS_BYTES;
    unsigned known, wrong;
    int result;

    if (range->last < range->first || range->base == 0 || end < start)
        return "makes no sense";
    if (range_holds_ram(map, start, end))
        return "lies over RAM";
    result = pci_ecam_add(range->segment, range->first, range->last, range->base);
    if (result == -E_NOSPACE)
        return "is one too many";
    if (result != 0)
        return "lies out of reach";
    known = range_compare(range, &wrong);
    if (wrong > 0) {
        pci_ecam_drop_last();
        return "shows something else than the ports do";
    }
    if (known == 0 && range_ask(range) == 0) {
        pci_ecam_drop_last();
        return "leads to no function";
    }
    return NULL;
}

void pci_segments_init(const struct memory_map *map)
{
    size_t size = 0;
    const void *mcfg = acpi_find("MCFG", 0, &size);
    struct acpi_mcfg_entry range;
    int result = -E_NOENT;

    for (unsigned i = 0; mcfg != NULL && (result = acpi_mcfg_entry(&range, mcfg, size, i)) == 0;
         i++) {
        const char *fault = range_take(&range, map);

        refused += fault != NULL;
        if (fault != NULL)
            log_warning("pci: MCFG's segment %u, buses %02x to %02x at 0x%lx %s; not used",
                        range.segment, range.first, range.last, range.base, fault);
        else
            log_info("pci: segment %u, buses %02x to %02x through memory at 0x%lx", range.segment,
                     range.first, range.last, range.base);
    }
    if (result == -E_RANGE)
        log_warning("pci: the MCFG table ends within an entry");
}
