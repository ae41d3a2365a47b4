/* SPDX-License-Identifier: MIT */
/*
 * shell/pci_details.c — flags, addresses, windows and capabilities in lspci's words.
 *
 * Sizes are shown where they may be found out, and the link's speed and width also without -vv.
 */
#include "shell/pci_details.h"

#include "fmt/pci_capability.h"
#include "fmt/pci_regs.h"
#include "lib/bytes.h"
#include "lib/field.h"
#include "shell/output.h"

#define NAME_MAX (2 * PCI_NAME_MAX)

/* One function's whole space; one shell, so one buffer. */
static uint8_t config[PCI_EXPRESS_BYTES];

static void flags_show(const struct pci_header *header)
{
    static const struct {
        uint16_t bit;
        const char *name;
    } command[] = {
        { PCI_COMMAND_MASTER, "bus master" },
        { PCI_COMMAND_VGA_SNOOP, "VGA palette snoop" },
        { PCI_COMMAND_STEPPING, "stepping" },
        { PCI_COMMAND_FAST_BACK, "fast Back2Back" },
    }, status[] = {
        { PCI_STATUS_66MHZ, "66MHz" },
        { PCI_STATUS_UDF, "user-definable features" },
    };
    static const char *const speeds[] = { "fast", "medium", "slow", "??" };

    output_print("\tFlags: ");
    for (unsigned i = 0; i < ARRAY_SIZE(command); i++)
        if (header->command & command[i].bit)
            output_print("%s, ", command[i].name);
    for (unsigned i = 0; i < ARRAY_SIZE(status); i++)
        if (header->status & status[i].bit)
            output_print("%s, ", status[i].name);
    output_print("%s devsel", speeds[FIELD_GET(PCI_STATUS_DEVSEL, header->status)]);
    if (header->command & PCI_COMMAND_MASTER)
        output_print(", latency %u", header->latency);
    if (header->interrupt_pin != 0 && header->interrupt_line != 0 &&
        header->interrupt_line != UINT8_MAX)
        output_print(", IRQ %u", header->interrupt_line);
    output_print("\n");
}

static void size_show(uint64_t size)
{
    static const char units[][2] = { "", "K", "M", "G", "T" };
    unsigned unit = 0;

    if (size == 0)
        return;
    while (size % 1024 == 0 && unit + 1 < ARRAY_SIZE(units)) {
        size /= 1024;
        unit++;
    }
    output_print(" [size=%lu%s]", size, units[unit]);
}

static void bar_show(const struct pci_function *function, unsigned index, const struct pci_bar *bar)
{
    static const char *const types[] = { "32-bit", "low-1M", "64-bit", "type 3" };
    const bool is_io = bar->kind == PCI_BAR_IO;
    const uint16_t enable = is_io ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

    if (is_io)
        output_print("\tI/O ports at ");
    else
        output_print("\tMemory at ");
    if (bar->address == 0)
        output_print("<unassigned>");
    else
        output_print(is_io ? "%04lx" : "%08lx", bar->address);
    if (!is_io)
        output_print(" (%s, %sprefetchable)", types[bar->type], bar->is_prefetchable ? "" : "non-");
    if (!(function->header.command & enable))
        output_print(" [disabled]");
    size_show(pci_bar_measure(function, index));
    output_print("\n");
}

static void bars_show(const struct pci_function *function)
{
    unsigned i = 0;

    while (i < function->header.bar_count) {
        const struct pci_bar bar = pci_bar_read(&function->header, i);

        if (bar.kind != PCI_BAR_NONE)
            bar_show(function, i, &bar);
        i += bar.registers;
    }
}

static void rom_show(const struct pci_header *header)
{
    if ((header->rom & PCI_ROM_ADDRESS) == 0)
        return;
    output_print("\tExpansion ROM at %08x", header->rom & PCI_ROM_ADDRESS);
    if (!(header->rom & PCI_ROM_ENABLE) || !(header->command & PCI_COMMAND_MEMORY))
        output_print(" [disabled]");
    output_print("\n");
}

static void window_show(const char *what, const struct pci_window *window)
{
    const int digits = (int)window->bits / 4;

    output_print("\t%s behind bridge:", what);
    if (window->base <= window->limit) {
        output_print(" %0*lx-%0*lx", digits, window->base, digits, window->limit);
        size_show(window->limit - window->base + 1);
    } else {
        output_print(" [disabled]");
    }
    output_print(" [%u-bit]\n", window->bits);
}

static void bridge_show(const struct pci_header *header)
{
    output_print("\tBus: primary=%02x, secondary=%02x, subordinate=%02x, sec-latency=%u\n",
                 header->primary, header->secondary, header->subordinate, header->bridge_latency);
    window_show("I/O", &header->io);
    window_show("Memory", &header->memory);
    window_show("Prefetchable memory", &header->prefetch);
}

static char sign(bool is_on)
{
    return is_on ? '+' : '-';
}

static void express_show(const struct pci_express *express)
{
    const char *type = pci_express_type_name(express->type);

    output_print("Express");
    if (type != NULL)
        output_print(" %s", type);
    else
        output_print(" Unknown type %u", express->type);
    if (express->type >= 4 && express->type <= 6 && express->type != 5)
        output_print(" (Slot%c)", sign(express->has_slot));
    output_print(", MSI %02x\n", express->message);
    if (!express->has_link)
        return;
    output_print("\t\tLnkCap: Speed %s, Width x%u\n", pci_speed_name(express->speed_max),
                 express->width_max);
    output_print("\t\tLnkSta: Speed %s, Width x%u\n", pci_speed_name(express->speed),
                 express->width);
}

/* Returns false for one that is only named. */
static bool known_capability_show(const struct pci_capability *capability, size_t size)
{
    const uint8_t *at = config + capability->offset;
    char name[NAME_MAX];
    struct pci_msi msi;
    struct pci_msix msix;
    struct pci_express express;

    if (capability->is_extended || capability->offset + 8 > size)
        return false;
    switch (capability->id) {
    case PCI_CAP_POWER:
        output_print("Power Management version %u\n",
                     FIELD_GET(PCI_POWER_VERSION, bytes_u16(at + PCI_POWER_CAPABILITIES)));
        return true;
    case PCI_CAP_MSI:
        if (pci_msi_read(&msi, config, size, capability->offset) != 0)
            return false;
        output_print("MSI: Enable%c Count=%u/%u Maskable%c 64bit%c\n", sign(msi.is_enabled),
                     msi.enabled, msi.capable, sign(msi.is_maskable), sign(msi.is_64bit));
        return true;
    case PCI_CAP_MSIX:
        if (pci_msix_read(&msix, config, size, capability->offset) != 0)
            return false;
        output_print("MSI-X: Enable%c Count=%u Masked%c\n", sign(msix.is_enabled), msix.count,
                     sign(msix.is_masked));
        return true;
    case PCI_CAP_EXPRESS:
        if (pci_express_read(&express, config, size, capability->offset) != 0)
            return false;
        express_show(&express);
        return true;
    case PCI_CAP_SLOT:
        output_print("Slot ID: %u slots, First%c, chassis %02x\n",
                     FIELD_GET(PCI_SLOT_COUNT, at[PCI_SLOT_SLOTS]),
                     sign(at[PCI_SLOT_SLOTS] & PCI_SLOT_FIRST), at[PCI_SLOT_CHASSIS]);
        return true;
    case PCI_CAP_VENDOR:
        output_print("Vendor Specific Information: Len=%02x <?>\n", at[PCI_VENDOR_LENGTH]);
        return true;
    case PCI_CAP_SUBSYSTEM:
        pci_subsystem_name(pci_names(), bytes_u16(at + PCI_SUBSYSTEM_IDS),
                           bytes_u16(at + PCI_SUBSYSTEM_IDS + 2), name, sizeof(name));
        output_print("Subsystem: %s\n", name);
        return true;
    case PCI_CAP_SATA:
        output_print("SATA HBA v%u.%u\n", FIELD_GET(PCI_SATA_MAJOR, at[PCI_SATA_REVISION]),
                     FIELD_GET(PCI_SATA_MINOR, at[PCI_SATA_REVISION]));
        return true;
    default:
        return false;
    }
}

/* PCI Express 4.0 7.9.3: eight bytes, written from the last to the first. */
static bool serial_number_show(const struct pci_capability *capability, size_t size)
{
    if (!capability->is_extended || capability->id != PCI_CAP_EXT_SERIAL ||
        capability->offset + PCI_EXT_SERIAL_BYTES > size)
        return false;
    output_print("Device Serial Number ");
    for (unsigned i = PCI_EXT_SERIAL_BYTES; i-- > PCI_EXT_SERIAL_AT;)
        output_print("%02x%s", config[capability->offset + i], i > PCI_EXT_SERIAL_AT ? "-" : "\n");
    return true;
}

static void capabilities_show(size_t size)
{
    struct pci_capability capability = { 0 };

    while (pci_capability_next(&capability, config, size) == 0 && !output_is_stopped()) {
        const char *name = pci_capability_name(&capability);

        output_print("\tCapabilities: [%02x] ", capability.offset);
        if (known_capability_show(&capability, size) || serial_number_show(&capability, size))
            continue;
        if (name != NULL)
            output_print("%s\n", name);
        else if (capability.is_extended)
            output_print("Extended Capability ID 0x%02x\n", capability.id);
        else
            output_print("Capability ID 0x%02x\n", capability.id);
    }
}

/* A bridge tells it in a capability. */
static void subsystem_show(const struct pci_header *header, size_t size)
{
    uint16_t vendor = header->subsystem_vendor, device = header->subsystem_device;
    const int offset = pci_capability_find(config, size, PCI_CAP_SUBSYSTEM);
    char name[NAME_MAX];

    if (header->layout == PCI_LAYOUT_BRIDGE && offset > 0 && (size_t)offset + 8 <= size) {
        vendor = bytes_u16(config + offset + PCI_SUBSYSTEM_IDS);
        device = bytes_u16(config + offset + PCI_SUBSYSTEM_IDS + 2);
    }
    if (vendor == 0 || vendor == PCI_VENDOR_NONE)
        return;
    pci_subsystem_name(pci_names(), vendor, device, name, sizeof(name));
    output_print("\tSubsystem: %s\n", name);
}

void pci_details_show(const struct pci_function *function)
{
    const struct pci_header *header = &function->header;
    const size_t size = pci_config_size(function->address);

    pci_config_copy(function->address, config, size);
    subsystem_show(header, size);
    flags_show(header);
    bars_show(function);
    if (header->layout == PCI_LAYOUT_BRIDGE)
        bridge_show(header);
    rom_show(header);
    capabilities_show(size);
}
