/* SPDX-License-Identifier: MIT */
/*
 * fmt/pci.c — the header of a PCI function, its address registers, a bridge's windows.
 *
 * A field of a layout that the function has not got stays zero.
 */
#include "fmt/pci.h"

#include "fmt/pci_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/mem.h"

#define WINDOW_64BIT 1u /* PCI-to-PCI Bridge 1.2, 3.2.5.6 and 3.2.5.10: the low four bits */
#define BITS_16_UP   0xffff0000u

static struct pci_window io_window(const uint8_t *at)
{
    const uint8_t base = at[PCI_BRIDGE_IO_BASE], limit = at[PCI_BRIDGE_IO_LIMIT];
    struct pci_window window = {
        .base = (uint64_t)(base & PCI_BRIDGE_IO_ADDRESS) << 8,
        .limit = (uint64_t)(limit & PCI_BRIDGE_IO_ADDRESS) << 8 | 0xfff,
        .bits = 16,
    };

    if ((base & PCI_BRIDGE_WIDTH) == WINDOW_64BIT) {
        window.base |= (uint64_t)bytes_u16(at + PCI_BRIDGE_IO_BASE_HIGH) << 16;
        window.limit |= (uint64_t)bytes_u16(at + PCI_BRIDGE_IO_LIMIT_HIGH) << 16;
        window.bits = 32;
    }
    return window;
}

static struct pci_window memory_window(const uint8_t *base, const uint8_t *limit)
{
    return (struct pci_window){
        .base = (uint64_t)(bytes_u16(base) & PCI_BRIDGE_MEMORY_ADDRESS) << 16,
        .limit = (uint64_t)(bytes_u16(limit) & PCI_BRIDGE_MEMORY_ADDRESS) << 16 | 0xfffff,
        .bits = 32,
    };
}

static void bridge_read(struct pci_header *header, const uint8_t *at)
{
    header->primary = at[PCI_BRIDGE_PRIMARY];
    header->secondary = at[PCI_BRIDGE_SECONDARY];
    header->subordinate = at[PCI_BRIDGE_SUBORDINATE];
    header->bridge_latency = at[PCI_BRIDGE_LATENCY];
    header->io = io_window(at);
    header->memory = memory_window(at + PCI_BRIDGE_MEMORY_BASE, at + PCI_BRIDGE_MEMORY_LIMIT);
    header->prefetch = memory_window(at + PCI_BRIDGE_PREFETCH_BASE, at + PCI_BRIDGE_PREFETCH_LIMIT);
    if ((at[PCI_BRIDGE_PREFETCH_BASE] & PCI_BRIDGE_WIDTH) == WINDOW_64BIT) {
        header->prefetch.base |= (uint64_t)bytes_u32(at + PCI_BRIDGE_PREFETCH_BASE_HIGH) << 32;
        header->prefetch.limit |= (uint64_t)bytes_u32(at + PCI_BRIDGE_PREFETCH_LIMIT_HIGH) << 32;
        header->prefetch.bits = 64;
    }
}

static void layout_read(struct pci_header *header, const uint8_t *at)
{
    static const uint8_t bar_counts[] = { PCI_BARS_MAX, 2, 1 };

    header->bar_count = bar_counts[header->layout];
    for (unsigned i = 0; i < header->bar_count; i++)
        header->bars[i] = bytes_u32(at + PCI_BARS + i * 4);
    if (header->layout == PCI_LAYOUT_DEVICE) {
        header->rom = bytes_u32(at + PCI_ROM);
        header->subsystem_vendor = bytes_u16(at + PCI_SUBSYSTEM_VENDOR);
        header->subsystem_device = bytes_u16(at + PCI_SUBSYSTEM_DEVICE);
    } else if (header->layout == PCI_LAYOUT_BRIDGE) {
        header->rom = bytes_u32(at + PCI_BRIDGE_ROM);
        bridge_read(header, at);
    }
    if (header->status & PCI_STATUS_CAPABILITIES)
        header->capabilities =
            at[header->layout == PCI_LAYOUT_CARDBUS ? PCI_CAPABILITIES_CARDBUS : PCI_CAPABILITIES];
}

int pci_header_parse(struct pci_header *header, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint8_t layout;

    if (size < PCI_HEADER_BYTES)
        return -E_INVAL;
    memset(header, 0, sizeof(*header));
    header->vendor = bytes_u16(at + PCI_VENDOR);
    if (header->vendor == PCI_VENDOR_NONE || header->vendor == 0)
        return -E_NODEV;
    layout = at[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_LAYOUT;
    if (layout > PCI_LAYOUT_CARDBUS)
        return -E_INVAL;
    header->layout = (enum pci_layout)layout;
    header->is_multifunction = (at[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MULTI) != 0;
    header->device = bytes_u16(at + PCI_DEVICE);
    header->command = bytes_u16(at + PCI_COMMAND);
    header->status = bytes_u16(at + PCI_STATUS);
    header->revision = at[PCI_REVISION];
    header->prog_if = at[PCI_PROG_IF];
    header->subclass = at[PCI_SUBCLASS];
    header->class = at[PCI_CLASS];
    header->latency = at[PCI_LATENCY];
    header->interrupt_line = at[PCI_INTERRUPT_LINE];
    header->interrupt_pin = at[PCI_INTERRUPT_PIN];
    layout_read(header, at);
    return 0;
}

bool pci_master_is_ours(const struct pci_header *header)
{
    if (header->layout != PCI_LAYOUT_DEVICE || header->class == PCI_CLASS_BRIDGE ||
        header->class == PCI_CLASS_DISPLAY)
        return false;
    return header->class != PCI_CLASS_SERIAL_BUS || header->subclass != PCI_SUBCLASS_USB;
}

bool pci_bars_are_ours(const struct pci_header *header)
{
    return pci_master_is_ours(header) && header->class != PCI_CLASS_SYSTEM;
}

struct pci_bar pci_bar_read(const struct pci_header *header, unsigned index)
{
    const uint32_t low = header->bars[index];
    struct pci_bar bar = { .registers = 1 };

    if (low == 0 || low == UINT32_MAX)
        return bar;
    if (low & PCI_BAR_IS_IO) {
        bar.address = low & ~PCI_BAR_IO_FLAGS;
        bar.kind = PCI_BAR_IO;
        return bar;
    }
    bar.kind = PCI_BAR_MEMORY;
    bar.address = low & ~PCI_BAR_MEMORY_FLAGS;
    bar.type = FIELD_GET(PCI_BAR_TYPE, low);
    bar.is_prefetchable = (low & PCI_BAR_PREFETCHABLE) != 0;
    if (bar.type == PCI_BAR_TYPE_64) {
        if (index + 1 >= header->bar_count) {
            bar.kind = PCI_BAR_NONE; /* its upper half would be another register */
            return bar;
        }
        bar.registers = 2;
        bar.address |= (uint64_t)header->bars[index + 1] << 32;
    }
    return bar;
}

uint64_t pci_bar_size(const struct pci_bar *bar, uint32_t low, uint32_t high)
{
    uint64_t mask, size;

    if (bar->kind == PCI_BAR_IO) {
        mask = low & ~PCI_BAR_IO_FLAGS;
        /* 6.2.5.1: the upper half of an I/O register may be hardwired to zero. */
        if (mask != 0 && (mask & BITS_16_UP) == 0)
            mask |= BITS_16_UP;
        mask |= (uint64_t)UINT32_MAX << 32;
    } else {
        mask = low & ~PCI_BAR_MEMORY_FLAGS;
        mask |= (uint64_t)(bar->registers == 2 ? high : UINT32_MAX) << 32;
    }
    if (bar->kind == PCI_BAR_NONE || (bar->registers == 1 && (uint32_t)mask == 0))
        return 0;
    size = FIELD_LOW(mask);
    /* Every bit above the lowest must be there: a size is a power of two. */
    return mask != 0 && (mask | (size - 1)) == UINT64_MAX ? size : 0;
}
