/* SPDX-License-Identifier: MIT */
/*
 * dev/pci_config.c — two ways to the same registers.
 *
 * Writing an address and moving the data are two accesses, and a lock keeps others from coming between.
 */
#include "dev/pci_config.h"

#include "cpu/io.h"
#include "cpu/spinlock.h"
#include "dev/pci_config_regs.h"
#include "fmt/pci.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/field.h"
#include "mm/mmio.h"

#define ECAM_RANGES_MAX 64

struct ecam_range {
    uint16_t segment;
    uint8_t first, last;
    volatile uint8_t *memory; /* of bus `first` */
};

static struct ecam_range ranges[ECAM_RANGES_MAX];
static unsigned range_count;
static bool has_ports;
static struct spinlock ports_lock = SPINLOCK("PCI ports");

/* The one place that maps configuration space; NULL when it cannot be reached. */
static volatile uint8_t *ecam_map(paddr_t base, size_t size)
{
    return mmio_map(base, size, CACHING_UNCACHED);
}

/* ---- by ports ------------------------------------------------------------------------------- */

int pci_ports_init(void)
{
    const uint32_t before = io_read32(CONFIG_ADDRESS);

    io_write32(CONFIG_ADDRESS, CONFIG_ADDRESS_ENABLE);
    has_ports = io_read32(CONFIG_ADDRESS) == CONFIG_ADDRESS_ENABLE;
    io_write32(CONFIG_ADDRESS, before);
    return has_ports ? 0 : -E_NODEV;
}

static bool ports_reach(struct pci_address address, unsigned offset)
{
    return has_ports && address.segment == 0 && address.device < PCI_DEVICES &&
           address.function < PCI_FUNCTIONS && offset < PCI_CONFIG_BYTES;
}

/* Chooses a register; returns the port of its first byte. */
static uint16_t port_select(struct pci_address address, unsigned offset)
{
    uint32_t word = CONFIG_ADDRESS_ENABLE | (offset & CONFIG_ADDRESS_REGISTER);

    word = FIELD_SET(CONFIG_ADDRESS_BUS, word, (uint32_t)address.bus);
    word = FIELD_SET(CONFIG_ADDRESS_DEVICE, word, (uint32_t)address.device);
    word = FIELD_SET(CONFIG_ADDRESS_FUNCTION, word, (uint32_t)address.function);
    io_write32(CONFIG_ADDRESS, word);
    return (uint16_t)(CONFIG_DATA + offset % 4);
}

uint32_t pci_read32_by_ports(struct pci_address address, unsigned offset)
{
    uint32_t value = UINT32_MAX;
    uint64_t flags;

    if (!ports_reach(address, offset))
        return value;
    flags = spin_lock(&ports_lock);
    value = io_read32(port_select(address, offset));
    spin_unlock(&ports_lock, flags);
    return value;
}

/* ---- through memory -------------------------------------------------------------------------- */

int pci_ecam_add(uint16_t segment, uint8_t first, uint8_t last, paddr_t base)
{
    const paddr_t start = base + ((paddr_t)first << ECAM_BUS_SHIFT);
    const size_t size = ((size_t)last + 1 - first) << ECAM_BUS_SHIFT;
    volatile uint8_t *memory;

    for (unsigned i = 0; i < range_count; i++)
        if (ranges[i].segment == segment && ranges[i].first <= last && ranges[i].last >= first)
            return -E_RANGE;
    if (last < first || base == 0 || base % (1u << ECAM_BUS_SHIFT) != 0 || start < base)
        return -E_RANGE;
    if (range_count == ECAM_RANGES_MAX)
        return -E_NOSPACE;
    memory = ecam_map(start, size);
    if (memory == NULL)
        return -E_RANGE;
    ranges[range_count++] = (struct ecam_range){ segment, first, last, memory };
    return 0;
}

void pci_ecam_drop_last(void)
{
    const struct ecam_range *range = &ranges[range_count - 1];

    if (range_count == 0)
        return;
    mmio_unmap((void *)(uintptr_t)range->memory, ((size_t)range->last + 1 - range->first)
                                                     << ECAM_BUS_SHIFT);
    range_count--;
}

bool pci_ecam_range(unsigned index, uint16_t *segment, uint8_t *first, uint8_t *last)
{
    if (index >= range_count)
        return false;
    *segment = ranges[index].segment;
    *first = ranges[index].first;
    *last = ranges[index].last;
    return true;
}

static volatile void *ecam_reach(struct pci_address address, unsigned offset)
{
    if (address.device >= PCI_DEVICES || address.function >= PCI_FUNCTIONS ||
        offset >= PCI_EXPRESS_BYTES)
        return NULL;
    for (unsigned i = 0; i < range_count; i++) {
        const struct ecam_range *range = &ranges[i];

        if (range->segment == address.segment && address.bus >= range->first &&
            address.bus <= range->last)
            return range->memory + ((size_t)(address.bus - range->first) << ECAM_BUS_SHIFT) +
                   ((size_t)address.device << ECAM_DEVICE_SHIFT) +
                   ((size_t)address.function << ECAM_FUNCTION_SHIFT) + offset;
    }
    return NULL;
}

uint32_t pci_read32_by_memory(struct pci_address address, unsigned offset)
{
    const volatile uint32_t *memory = ecam_reach(address, offset);

    return memory != NULL ? *memory : UINT32_MAX;
}

/* ---- either ---------------------------------------------------------------------------------- */

size_t pci_config_size(struct pci_address address)
{
    if (ecam_reach(address, 0) != NULL)
        return PCI_EXPRESS_BYTES;
    return ports_reach(address, 0) ? PCI_CONFIG_BYTES : 0;
}

uint32_t pci_read32(struct pci_address address, unsigned offset)
{
    const volatile uint32_t *memory = ecam_reach(address, offset);

    return memory != NULL ? *memory : pci_read32_by_ports(address, offset);
}

uint16_t pci_read16(struct pci_address address, unsigned offset)
{
    return (uint16_t)(pci_read32(address, ALIGN_DOWN(offset, 4)) >> offset % 4 * 8);
}

uint8_t pci_read8(struct pci_address address, unsigned offset)
{
    return (uint8_t)(pci_read32(address, ALIGN_DOWN(offset, 4)) >> offset % 4 * 8);
}

/* Writes the lowest bytes of value, 1, 2 or 4 of them. */
static void ports_write(struct pci_address address, unsigned offset, uint32_t value, unsigned bytes)
{
    uint64_t flags;
    uint16_t port;

    if (!ports_reach(address, offset))
        return;
    flags = spin_lock(&ports_lock);
    port = port_select(address, offset);
    if (bytes == 1)
        io_write8(port, (uint8_t)value);
    else if (bytes == 2)
        io_write16(port, (uint16_t)value);
    else
        io_write32(port, value);
    spin_unlock(&ports_lock, flags);
}

void pci_write8(struct pci_address address, unsigned offset, uint8_t value)
{
    volatile uint8_t *memory = ecam_reach(address, offset);

    if (memory != NULL)
        *memory = value;
    else
        ports_write(address, offset, value, 1);
}

void pci_write16(struct pci_address address, unsigned offset, uint16_t value)
{
    volatile uint16_t *memory = ecam_reach(address, offset);

    if (memory != NULL)
        *memory = value;
    else
        ports_write(address, offset, value, 2);
}

void pci_write32(struct pci_address address, unsigned offset, uint32_t value)
{
    volatile uint32_t *memory = ecam_reach(address, offset);

    if (memory != NULL)
        *memory = value;
    else
        ports_write(address, offset, value, 4);
}

void pci_config_copy(struct pci_address address, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i + 4 <= size; i += 4)
        bytes_put_u32(bytes + i, pci_read32(address, (unsigned)i));
}
