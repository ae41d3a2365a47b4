/* SPDX-License-Identifier: MIT */
/*
 * dev/pci_bar.c — how much an address register decodes (PCI 3.0 6.2.5.1).
 *
 * The only way to know is to write all ones and see which stick. Meanwhile the function must answer
 * at no address, and nobody may be using it: interrupts are off, and of what firmware, screen or a
 * bridge's other side may be using nothing is tried at all.
 */
#include "cpu/registers.h"
#include "dev/pci.h"
#include "fmt/pci_regs.h"

uint64_t pci_bar_measure(const struct pci_function *function, unsigned index)
{
    const struct pci_address address = function->address;
    const unsigned offset = PCI_BARS + index * 4;
    const struct pci_bar bar = pci_bar_read(&function->header, index);
    uint32_t low, high = 0;
    uint64_t flags;
    uint16_t command;

    if (bar.kind == PCI_BAR_NONE || !pci_bars_are_ours(&function->header))
        return 0;
    flags = interrupts_save();
    command = pci_read16(address, PCI_COMMAND);
    pci_write16(address, PCI_COMMAND,
                (uint16_t)(command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)));
    pci_write32(address, offset, UINT32_MAX);
    low = pci_read32(address, offset);
    pci_write32(address, offset, function->header.bars[index]);
    if (bar.registers == 2) {
        pci_write32(address, offset + 4, UINT32_MAX);
        high = pci_read32(address, offset + 4);
        pci_write32(address, offset + 4, function->header.bars[index + 1]);
    }
    pci_write16(address, PCI_COMMAND, command);
    interrupts_restore(flags);
    return pci_bar_size(&bar, low, high);
}
