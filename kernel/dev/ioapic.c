/* SPDX-License-Identifier: MIT */
/* dev/ioapic.c — registers behind a window; a lock keeps choice and access together. */
#include "dev/ioapic.h"

#include "cpu/spinlock.h"
#include "dev/ioapic_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "mm/mmio.h"

static struct ioapic {
    volatile uint32_t *registers;
    uint32_t first, inputs;
} ioapics[IOAPICS_MAX];

static unsigned count;
static struct spinlock window_lock = SPINLOCK("I/O APIC");

static uint32_t reg_read(const struct ioapic *ioapic, unsigned reg)
{
    const uint64_t flags = spin_lock(&window_lock);
    uint32_t value;

    ioapic->registers[IOAPIC_SELECT / 4] = reg;
    value = ioapic->registers[IOAPIC_WINDOW / 4];
    spin_unlock(&window_lock, flags);
    return value;
}

static void reg_write(const struct ioapic *ioapic, unsigned reg, uint32_t value)
{
    const uint64_t flags = spin_lock(&window_lock);

    ioapic->registers[IOAPIC_SELECT / 4] = reg;
    ioapic->registers[IOAPIC_WINDOW / 4] = value;
    spin_unlock(&window_lock, flags);
}

static void input_mask(const struct ioapic *ioapic, unsigned input)
{
    reg_write(ioapic, IOAPIC_INPUT + 2 * input, IOAPIC_INPUT_MASKED);
}

int ioapic_add(paddr_t address, uint32_t first)
{
    struct ioapic *ioapic = &ioapics[count];
    uint32_t version;

    if (count == IOAPICS_MAX)
        return -E_NOSPACE;
    ioapic->registers = address != 0 ? mmio_map(address, IOAPIC_BYTES, CACHING_UNCACHED) : NULL;
    if (ioapic->registers == NULL)
        return -E_NODEV;
    version = reg_read(ioapic, IOAPIC_VERSION);
    if (version == UINT32_MAX || version == 0)
        return -E_NODEV;
    ioapic->first = first;
    ioapic->inputs = FIELD_GET(IOAPIC_VERSION_LAST, version) + 1;
    for (unsigned input = 0; input < ioapic->inputs; input++)
        input_mask(ioapic, input);
    count++;
    return (int)ioapic->inputs;
}

static const struct ioapic *ioapic_of(uint32_t gsi)
{
    for (unsigned i = 0; i < count; i++)
        if (gsi >= ioapics[i].first && gsi - ioapics[i].first < ioapics[i].inputs)
            return &ioapics[i];
    return NULL;
}

bool ioapic_has(uint32_t gsi)
{
    return ioapic_of(gsi) != NULL;
}

/* The target first: the input is let through by the low half. */
int ioapic_open(uint32_t gsi, unsigned vector, uint32_t apic_id, bool is_low, bool is_level)
{
    const struct ioapic *ioapic = ioapic_of(gsi);
    uint32_t low = FIELD_SET(IOAPIC_INPUT_VECTOR, 0u, vector);

    if (ioapic == NULL)
        return -E_NODEV;
    if (is_low)
        low |= IOAPIC_INPUT_LOW;
    if (is_level)
        low |= IOAPIC_INPUT_LEVEL;
    input_mask(ioapic, gsi - ioapic->first);
    reg_write(ioapic, IOAPIC_INPUT_HIGH + 2 * (gsi - ioapic->first),
              FIELD_SET(IOAPIC_INPUT_TARGET, 0u, apic_id));
    reg_write(ioapic, IOAPIC_INPUT + 2 * (gsi - ioapic->first), low);
    return 0;
}

void ioapic_close(uint32_t gsi)
{
    const struct ioapic *ioapic = ioapic_of(gsi);

    if (ioapic != NULL)
        input_mask(ioapic, gsi - ioapic->first);
}
