/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_pci.c — any bytes as the configuration space of a PCI function. */
#include "fmt/pci_capability.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void bars_check(const struct pci_header *header, const uint8_t *data)
{
    unsigned i = 0;

    CHECK(header->bar_count <= PCI_BARS_MAX);
    while (i < header->bar_count) {
        const struct pci_bar bar = pci_bar_read(header, i);
        uint64_t bytes = pci_bar_size(&bar, header->bars[0], data[0] * 0x1010101u);

        CHECK(bar.registers >= 1 && i + bar.registers <= header->bar_count);
        CHECK((bytes & (bytes - 1)) == 0 || bytes == 0);
        i += bar.registers;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pci_capability capability = { 0 };
    struct pci_header header;
    struct pci_express express;
    struct pci_msix msix;
    struct pci_msi msi;

    if (size > PCI_EXPRESS_BYTES)
        return 0;
    if (pci_header_parse(&header, data, size) == 0) {
        CHECK(size >= PCI_HEADER_BYTES && !(pci_bars_are_ours(&header) && header.class == 6));
        bars_check(&header, data);
    }
    while (pci_capability_next(&capability, data, size) == 0) {
        CHECK(capability.offset + 2 <= size && capability.seen <= 64 + 1024);
        pci_capability_name(&capability);
        pci_msi_read(&msi, data, size, capability.offset);
        pci_msix_read(&msix, data, size, capability.offset);
        if (pci_express_read(&express, data, size, capability.offset) == 0)
            CHECK(express.width <= 63 && pci_speed_name(express.speed) != 0);
    }
    CHECK(pci_capability_find(data, size, 0x10) != 0);
    return 0;
}
