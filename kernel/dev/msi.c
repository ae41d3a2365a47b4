/* SPDX-License-Identifier: MIT */
/*
 * dev/msi.c — MSI where a function has it, else the first entry of its MSI-X table. All that may be
 * masked is, until the message is written down whole.
 */
#include "dev/msi.h"

#include "cpu/core.h"
#include "dev/iommu.h"
#include "dev/lapic.h"
#include "fmt/pci_capability.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/log.h"
#include "mm/mmio.h"

/* What is written where (SDM 3A 11.11): one core, one vector, fixed, by its edge. */
#define MESSAGE_ADDRESS      0xfee00000u
#define MESSAGE_TARGET_SHIFT 12
#define MESSAGE_TARGET_MOST  0xffu

/* Writes down the message in the MSI capability at offset and lets it through. */
static int msi_open(const struct pci_function *function, const uint8_t *config, unsigned offset,
                    uint32_t address, uint32_t data)
{
    struct pci_msi msi;
    unsigned control, further;

    if (pci_msi_read(&msi, config, PCI_CONFIG_BYTES, offset) != 0)
        return -E_RANGE;
    further = msi.is_64bit ? PCI_MSI_64BIT_BYTES : 0;
    control = pci_read16(function->address, offset + PCI_MSI_CONTROL) &
              ~(PCI_MSI_ENABLE | PCI_MSI_ENABLED); /* one message */
    pci_write16(function->address, offset + PCI_MSI_CONTROL, (uint16_t)control);
    pci_write32(function->address, offset + PCI_MSI_ADDRESS, address);
    if (msi.is_64bit)
        pci_write32(function->address, offset + PCI_MSI_ADDRESS_HIGH, 0);
    pci_write16(function->address, offset + PCI_MSI_DATA + further, (uint16_t)data);
    if (msi.is_maskable)
        pci_write32(function->address, offset + PCI_MSI_MASK + further, 0);
    pci_write16(function->address, offset + PCI_MSI_CONTROL, (uint16_t)(control | PCI_MSI_ENABLE));
    return 0;
}

/* Where the table is: below one of its address registers. NULL when it cannot be. */
static volatile uint32_t *msix_table(const struct pci_function *function, unsigned offset,
                                     unsigned entries)
{
    const uint32_t table = pci_read32(function->address, offset + PCI_MSIX_TABLE);
    const unsigned index = table & PCI_MSIX_TABLE_BAR;
    struct pci_bar bar;

    if (index >= function->header.bar_count)
        return NULL;
    bar = pci_bar_read(&function->header, index);
    if (bar.kind != PCI_BAR_MEMORY || bar.address == 0)
        return NULL;
    return mmio_map(bar.address + (table & ~PCI_MSIX_TABLE_BAR),
                    (size_t)entries * PCI_MSIX_ENTRY_BYTES, CACHING_UNCACHED);
}

static int msix_open(const struct pci_function *function, const uint8_t *config, unsigned offset,
                     uint32_t address, uint32_t data)
{
    volatile uint32_t *table;
    struct pci_msix msix;
    unsigned control;

    if (pci_msix_read(&msix, config, PCI_CONFIG_BYTES, offset) != 0)
        return -E_RANGE;
    table = msix_table(function, offset, msix.count);
    if (table == NULL)
        return -E_RANGE;
    control = pci_read16(function->address, offset + PCI_MSIX_CONTROL);
    pci_decode_enable(function, PCI_COMMAND_MEMORY);
    pci_write16(function->address, offset + PCI_MSIX_CONTROL,
                (uint16_t)(control | PCI_MSIX_ENABLE | PCI_MSIX_MASKED));
    for (unsigned i = 0; i < msix.count; i++)
        table[(i * PCI_MSIX_ENTRY_BYTES + PCI_MSIX_ENTRY_CONTROL) / 4] = PCI_MSIX_ENTRY_MASKED;
    table[PCI_MSIX_ENTRY_ADDRESS / 4] = address;
    table[PCI_MSIX_ENTRY_HIGH / 4] = 0;
    table[PCI_MSIX_ENTRY_DATA / 4] = data;
    table[PCI_MSIX_ENTRY_CONTROL / 4] = 0;
    pci_write16(function->address, offset + PCI_MSIX_CONTROL,
                (uint16_t)((control | PCI_MSIX_ENABLE) & ~PCI_MSIX_MASKED));
    mmio_unmap((void *)(uintptr_t)table, (size_t)msix.count * PCI_MSIX_ENTRY_BYTES);
    return 0;
}

int msi_connect(const struct pci_function *function, irq_handler_t handler, void *context,
                const char *name)
{
    const uint32_t target = core_at(0)->apic_id;
    const uint32_t address = MESSAGE_ADDRESS | target << MESSAGE_TARGET_SHIFT;
    uint8_t config[PCI_CONFIG_BYTES];
    int msi, msix, vector, result;

    pci_config_copy(function->address, config, sizeof(config));
    msi = pci_capability_find(config, sizeof(config), PCI_CAP_MSI);
    msix = pci_capability_find(config, sizeof(config), PCI_CAP_MSIX);
    if ((msi < 0 && msix < 0) || !lapic_is_there() || target > MESSAGE_TARGET_MOST)
        return -E_NODEV;
    if (iommu_state()->remaps)
        return -E_NODEV;
    vector = irq_connect_message(handler, context, name);
    if (vector < 0)
        return vector;
    pci_command_change(function, PCI_COMMAND_INTX_OFF, 0);
    result = msi >= 0 ? msi_open(function, config, (unsigned)msi, address, (uint32_t)vector)
                      : msix_open(function, config, (unsigned)msix, address, (uint32_t)vector);
    if (result == 0)
        return 0;
    pci_command_change(function, 0, PCI_COMMAND_INTX_OFF);
    irq_disconnect_message((unsigned)vector);
    return result;
}

static void bits_clear(const struct pci_function *function, unsigned offset, unsigned bits)
{
    const unsigned control = pci_read16(function->address, offset);

    pci_write16(function->address, offset, (uint16_t)(control & ~bits));
}

void msi_disconnect(const struct pci_function *function)
{
    uint8_t config[PCI_CONFIG_BYTES];
    int offset;

    pci_config_copy(function->address, config, sizeof(config));
    offset = pci_capability_find(config, sizeof(config), PCI_CAP_MSI);
    if (offset >= 0)
        bits_clear(function, (unsigned)offset + PCI_MSI_CONTROL, PCI_MSI_ENABLE);
    offset = pci_capability_find(config, sizeof(config), PCI_CAP_MSIX);
    if (offset >= 0)
        bits_clear(function, (unsigned)offset + PCI_MSIX_CONTROL, PCI_MSIX_ENABLE);
}
