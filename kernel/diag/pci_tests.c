/* SPDX-License-Identifier: MIT */
/* diag/pci_tests.c — do both ways to configuration space, the bridges and the memory map agree? */
#include "dev/acpi.h"
#include "dev/pci.h"
#include "diag/test.h"
#include "fmt/pci_capability.h"
#include "fmt/pci_regs.h"
#include "lib/print.h"

#define SIZE_ASSUMED 16 /* of a register that may not be measured: the least there is */

/* One address register that decodes now. */
struct region {
    const struct pci_function *function;
    unsigned index;
    struct pci_bar bar;
    paddr_t end;
};

/* Calls check for every memory register that decodes; stops with the first that is not well. */
typedef bool (*region_check_t)(const struct region *region, struct test_run *run);

static bool regions_check(struct test_run *run, region_check_t check, unsigned *count)
{
    const struct pci_function *function;

    *count = 0;
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        unsigned b = 0;

        while (b < function->header.bar_count) {
            struct region region = { function, b, pci_bar_read(&function->header, b), 0 };
            uint64_t size;

            b += region.bar.registers;
            if (region.bar.kind != PCI_BAR_MEMORY || region.bar.address == 0 ||
                !(function->header.command & PCI_COMMAND_MEMORY))
                continue;
            size = pci_bar_measure(function, region.index);
            region.end = region.bar.address + (size != 0 ? size : SIZE_ASSUMED);
            (*count)++;
            if (!check(&region, run))
                return false;
        }
    }
    return true;
}

static enum test_result nothing(struct test_run *run)
{
    return test_skip(run, "no PCI");
}

/* Nobody but the kernel's own drivers may write into memory, and there are none that do. */
static enum test_result devices_are_quiet(struct test_run *run)
{
    const struct pci_function *function;
    char place[PCI_ADDRESS_TEXT];
    unsigned stopped = 0, left = 0;

    if (pci_function(0) == NULL)
        return nothing(run);
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        const bool is_on = (pci_read16(function->address, PCI_COMMAND) & PCI_COMMAND_MASTER) != 0;

        pci_address_text(function->address, place);
        if (is_on && pci_master_is_ours(&function->header))
            return test_fail(run, "%s masters the bus though it was told to stop", place);
        stopped += function->was_master && !is_on;
        left += is_on;
    }
    return test_pass(run, "stopped=%u left_on=%u", stopped, left);
}

static bool function_reads_alike(struct pci_address address)
{
    static const uint8_t offsets[] = { PCI_VENDOR, PCI_REVISION, PCI_SUBSYSTEM_VENDOR };

    for (unsigned i = 0; i < ARRAY_SIZE(offsets); i++)
        if (pci_read32_by_ports(address, offsets[i]) != pci_read32_by_memory(address, offsets[i]))
            return false;
    return true;
}

static enum test_result memory_and_ports_agree(struct test_run *run)
{
    unsigned both = 0, ports_only = 0, index = 0;
    const struct pci_function *function;
    char place[PCI_ADDRESS_TEXT];
    uint8_t first, last;
    uint16_t segment;
    size_t size;

    if (acpi_find("MCFG", 0, &size) == NULL)
        return test_skip(run, "no MCFG table");
    if (pci_ranges_refused() > 0)
        return test_fail(run, "%u of the ranges in MCFG cannot be used", pci_ranges_refused());
    while (pci_ecam_range(index, &segment, &first, &last))
        index++;
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        if (function->address.segment != 0)
            continue;
        if (pci_config_size(function->address) != PCI_EXPRESS_BYTES) {
            ports_only++;
            continue;
        }
        both++;
        pci_address_text(function->address, place);
        if (pci_read32_by_ports(function->address, 0) != UINT32_MAX &&
            !function_reads_alike(function->address))
            return test_fail(run, "%s reads otherwise through memory than by ports", place);
    }
    return test_pass(run, "ranges=%u functions=%u by_ports_only=%u", index, both, ports_only);
}

static bool region_is_no_ram(const struct region *region, struct test_run *run)
{
    const struct memory_map *map = run->subject->memory;
    char place[PCI_ADDRESS_TEXT];

    for (unsigned i = 0; i < map->count; i++) {
        if (map->regions[i].kind != MEMORY_USABLE || map->regions[i].start >= region->end ||
            map->regions[i].end <= region->bar.address)
            continue;
        pci_address_text(region->function->address, place);
        test_fail(run, "%s decodes 0x%lx, where the map has RAM", place, region->bar.address);
        return false;
    }
    return true;
}

static enum test_result regions_lie_beside_ram(struct test_run *run)
{
    unsigned count;

    if (pci_function(0) == NULL)
        return nothing(run);
    if (!regions_check(run, region_is_no_ram, &count))
        return TEST_FAIL;
    return test_pass(run, "regions=%u", count);
}

static bool window_holds(const struct pci_window *window, const struct region *region)
{
    return window->base <= region->bar.address && region->end - 1 <= window->limit;
}

/* A region behind a bridge lies in one of its windows, or nobody can reach it. */
static bool region_is_passed_on(const struct region *region, struct test_run *run)
{
    const struct pci_address address = region->function->address;
    const struct pci_function *bridge;
    char place[PCI_ADDRESS_TEXT];

    for (unsigned i = 0; (bridge = pci_function(i)) != NULL; i++) {
        if (bridge->header.layout != PCI_LAYOUT_BRIDGE ||
            bridge->address.segment != address.segment || bridge->header.secondary != address.bus ||
            address.bus == 0)
            continue;
        if (window_holds(&bridge->header.memory, region) ||
            window_holds(&bridge->header.prefetch, region))
            continue;
        pci_address_text(address, place);
        test_fail(run, "%s decodes 0x%lx, which its bridge does not pass on", place,
                  region->bar.address);
        return false;
    }
    return true;
}

static enum test_result bridges_are_sound(struct test_run *run)
{
    const struct pci_function *function;
    char place[PCI_ADDRESS_TEXT];
    unsigned bridges = 0, regions;

    if (pci_function(0) == NULL)
        return nothing(run);
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        const struct pci_header *header = &function->header;

        if (header->layout != PCI_LAYOUT_BRIDGE)
            continue;
        bridges++;
        pci_address_text(function->address, place);
        if (header->secondary != 0 &&
            (header->secondary > header->subordinate || header->secondary <= function->address.bus))
            return test_fail(run, "%s is between bus %02x and buses %02x to %02x", place,
                             function->address.bus, header->secondary, header->subordinate);
    }
    if (!regions_check(run, region_is_passed_on, &regions))
        return TEST_FAIL;
    return test_pass(run, "bridges=%u regions=%u", bridges, regions);
}

/* A link below what its end can do is no fault: the other end, or the slot, may not do more. */
static enum test_result links(struct test_run *run)
{
    static uint8_t config[PCI_CONFIG_BYTES];
    const struct pci_function *function;
    struct pci_express link;
    char slow[160] = "";
    unsigned count = 0, below = 0;
    int length = 0;

    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        char place[PCI_ADDRESS_TEXT];
        int offset;

        pci_config_copy(function->address, config, sizeof(config));
        offset = pci_capability_find(config, sizeof(config), PCI_CAP_EXPRESS);
        if (offset < 0 || pci_express_read(&link, config, sizeof(config), (unsigned)offset) != 0 ||
            !link.has_link || link.width == 0)
            continue;
        count++;
        if (link.speed >= link.speed_max && link.width >= link.width_max)
            continue;
        pci_address_text(function->address, place);
        below++;
        if (length >= 0 && length < (int)sizeof(slow))
            length += print_format(slow + length, sizeof(slow) - (size_t)length, " %s:%sx%u/%sx%u",
                                   place, pci_speed_name(link.speed), link.width,
                                   pci_speed_name(link.speed_max), link.width_max);
    }
    if (count == 0)
        return test_skip(run, "no PCI Express link");
    return test_pass(run, "links=%u below=%u%s", count, below, slow);
}

static const struct test tests[] = {
    { "pci.quiet", devices_are_quiet },
    { "pci.mcfg", memory_and_ports_agree },
    { "pci.regions", regions_lie_beside_ram },
    { "pci.bridges", bridges_are_sound },
    { "pci.links", links },
};

const struct test_group pci_tests = { "pci", tests, ARRAY_SIZE(tests), false };
