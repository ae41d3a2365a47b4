/* SPDX-License-Identifier: MIT */
/* tests/unit/test_msi.c — what is written where so that a PCI function sends its message. */
#include "exact.h"
#include "recorded_pci.h"

#include "dev/msi.c"

#include "lib/bytes.h"

#define VECTOR       0x31
#define TABLE_WORDS  (16 * PCI_MSIX_ENTRY_BYTES / 4)
#define XHCI_MSIX_AT 0x90
#define NIC_MSI_AT   0xd0

static uint8_t space[PCI_CONFIG_BYTES];
static struct pci_function function;
static uint32_t table[TABLE_WORDS];
static paddr_t mapped_at;
static size_t mapped_size;
static bool has_lapic, cannot_map;
static struct iommu_state iommu;
static unsigned connected, disconnected;

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_true(caching == CACHING_UNCACHED && size <= sizeof(table));
    mapped_at = address;
    mapped_size = size;
    return cannot_map ? NULL : table;
}

bool lapic_is_there(void)
{
    return has_lapic;
}

const struct iommu_state *iommu_state(void)
{
    return &iommu;
}

void pci_config_copy(struct pci_address address, uint8_t *bytes, size_t size)
{
    (void)address;
    memcpy(bytes, space, size);
}

uint16_t pci_read16(struct pci_address address, unsigned offset)
{
    (void)address;
    return bytes_u16(space + offset);
}

uint32_t pci_read32(struct pci_address address, unsigned offset)
{
    (void)address;
    return bytes_u32(space + offset);
}

void pci_write16(struct pci_address address, unsigned offset, uint16_t value)
{
    (void)address;
    space[offset] = (uint8_t)value;
    space[offset + 1] = (uint8_t)(value >> 8);
}

void pci_write32(struct pci_address address, unsigned offset, uint32_t value)
{
    (void)address;
    bytes_put_u32(space + offset, value);
}

void pci_command_change(const struct pci_function *which, unsigned set, unsigned clear)
{
    pci_write16(which->address, PCI_COMMAND,
                (uint16_t)((bytes_u16(space + PCI_COMMAND) | set) & ~clear));
}

void pci_decode_enable(const struct pci_function *which, unsigned bits)
{
    pci_command_change(which, bits, 0);
}

int irq_connect_message(irq_handler_t handler, void *context, const char *name)
{
    assert_true(handler != NULL && context == &table && strcmp(name, "device") == 0);
    connected++;
    return VECTOR;
}

void irq_disconnect_message(unsigned vector)
{
    assert_int_equal(vector, VECTOR);
    disconnected++;
}

static void handler(void *context)
{
    (void)context;
}

static int connect(void)
{
    return msi_connect(&function, handler, &table, "device");
}

static void take(const uint8_t *bytes)
{
    memcpy(space, bytes, sizeof(space));
    assert_int_equal(pci_header_parse(&function.header, space, sizeof(space)), 0);
}

static int fresh(void **state)
{
    (void)state;
    memset(table, 0xa5, sizeof(table));
    has_lapic = true;
    cannot_map = false;
    iommu = (struct iommu_state){ 0 };
    connected = disconnected = 0;
    fake_core.apic_id = 5;
    take(recorded_pci_nic);
    return 0;
}

/* A network card with 64-bit MSI, which goes before its MSI-X. */
static void msi(void **state)
{
    (void)state;
    assert_int_equal(connect(), 0);
    assert_int_equal(bytes_u32(space + NIC_MSI_AT + 4), 0xfee05000);
    assert_int_equal(bytes_u32(space + NIC_MSI_AT + 8), 0);
    assert_int_equal(bytes_u16(space + NIC_MSI_AT + 12), VECTOR);
    assert_int_equal(bytes_u16(space + NIC_MSI_AT + 2) & (PCI_MSI_ENABLE | PCI_MSI_ENABLED),
                     PCI_MSI_ENABLE);
    assert_true(bytes_u16(space + PCI_COMMAND) & PCI_COMMAND_INTX_OFF);
    msi_disconnect(&function);
    assert_int_equal(bytes_u16(space + NIC_MSI_AT + 2) & PCI_MSI_ENABLE, 0);
}

/* With 32 bits the data follow the address at once; several messages enabled before become one. */
static void msi_of_32_bits(void **state)
{
    (void)state;
    space[NIC_MSI_AT + 2] = 3 << 4 | 5 << 1;
    assert_int_equal(connect(), 0);
    assert_int_equal(bytes_u16(space + NIC_MSI_AT + 8), VECTOR);
    assert_int_equal(space[NIC_MSI_AT + 2], 5 << 1 | PCI_MSI_ENABLE);
}

/* The first entry is let through, all others are masked. */
static void msix(void **state)
{
    (void)state;
    take(recorded_pci_xhci);
    assert_int_equal(connect(), 0);
    assert_true(mapped_at == 0xfeb10000 + 0x3000 && mapped_size == 256);
    assert_true(table[0] == 0xfee05000 && table[1] == 0 && table[2] == VECTOR && table[3] == 0);
    for (unsigned i = 1; i < 16; i++)
        assert_int_equal(table[4 * i + 3], PCI_MSIX_ENTRY_MASKED);
    assert_int_equal(bytes_u16(space + XHCI_MSIX_AT + 2) & (PCI_MSIX_ENABLE | PCI_MSIX_MASKED),
                     PCI_MSIX_ENABLE);
    msi_disconnect(&function);
    assert_int_equal(bytes_u16(space + XHCI_MSIX_AT + 2) & PCI_MSIX_ENABLE, 0);
}

/* A table that cannot be: its line is used again, its vector calls nobody. */
static void msix_nowhere(void **state)
{
    (void)state;
    take(recorded_pci_xhci);
    space[XHCI_MSIX_AT + 4] = 7; /* below an address register that there is not */
    assert_int_equal(connect(), -E_RANGE);
    take(recorded_pci_xhci);
    cannot_map = true;
    assert_int_equal(connect(), -E_RANGE);
    assert_true(connected == 2 && disconnected == 2);
    assert_false(bytes_u16(space + PCI_COMMAND) & PCI_COMMAND_INTX_OFF);
    assert_false(bytes_u16(space + XHCI_MSIX_AT + 2) & PCI_MSIX_ENABLE);
}

static void not_where_it_cannot_arrive(void **state)
{
    (void)state;
    has_lapic = false;
    assert_int_equal(connect(), -E_NODEV);
    fresh(state);
    iommu.remaps = true;
    assert_int_equal(connect(), -E_NODEV);
    fresh(state);
    fake_core.apic_id = 256;
    assert_int_equal(connect(), -E_NODEV);
    fresh(state);
    space[PCI_STATUS] &= (uint8_t)~PCI_STATUS_CAPABILITIES;
    assert_int_equal(connect(), -E_NODEV);
    assert_int_equal(connected, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(msi, fresh),
        cmocka_unit_test_setup(msi_of_32_bits, fresh),
        cmocka_unit_test_setup(msix, fresh),
        cmocka_unit_test_setup(msix_nowhere, fresh),
        cmocka_unit_test_setup(not_where_it_cannot_arrive, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
