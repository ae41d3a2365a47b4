/* SPDX-License-Identifier: MIT */
/*
 * fmt/pci.h — what a PCI function's configuration space says (PCI 3.0 chapter 6, PCI-to-PCI Bridge
 * 1.2 chapter 3).
 *
 * Pure decoding: the bytes were read by somebody else, and nothing in them is believed to be in
 * range.
 */
#pragma once

#include "lib/types.h"

#define PCI_HEADER_BYTES  64
#define PCI_CONFIG_BYTES  256
#define PCI_EXPRESS_BYTES 4096 /* of a function that is reached through memory */
#define PCI_BARS_MAX      6

enum pci_layout { PCI_LAYOUT_DEVICE, PCI_LAYOUT_BRIDGE, PCI_LAYOUT_CARDBUS };

/* What a bridge passes on; closed where limit < base. */
struct pci_window {
    uint64_t base, limit; /* limit included */
    unsigned bits;        /* width of its addresses: 16, 32 or 64 */
};

struct pci_header {
    uint16_t vendor, device, command, status;
    uint8_t revision, prog_if, subclass, class;
    uint8_t latency;
    enum pci_layout layout;
    bool is_multifunction;
    uint8_t interrupt_line, interrupt_pin; /* pin 0: none */
    uint8_t capabilities;                  /* where the list begins; 0: none */
    unsigned bar_count;
    uint32_t bars[PCI_BARS_MAX];
    uint32_t rom;
    uint16_t subsystem_vendor, subsystem_device;             /* devices */
    uint8_t primary, secondary, subordinate, bridge_latency; /* bridges: numbers of buses */
    struct pci_window io, memory, prefetch;
};

/*
 * Reads the first 64 bytes. Returns 0; -E_NODEV where nobody answers (vendor 0xffff or 0), -E_INVAL
 * for less than 64 bytes or a header of an unknown layout.
 */
int pci_header_parse(struct pci_header *header, const void *bytes, size_t size);

/*
 * May its bus mastering be taken away without asking? Not from bridges, which pass on what others do,
 * displays, which show memory, and USB, which firmware may be driving for its own keyboard.
 */
bool pci_master_is_ours(const struct pci_header *header);

/*
 * May its address registers be tried out? Only those of devices that nobody is using in the
 * meantime: the rule above, and no timer or interrupt controller either.
 */
bool pci_bars_are_ours(const struct pci_header *header);

enum pci_bar_kind { PCI_BAR_NONE, PCI_BAR_IO, PCI_BAR_MEMORY };

struct pci_bar {
    enum pci_bar_kind kind; /* none: the register is not there, or never got an address */
    uint64_t address;
    unsigned type; /* of memory: PCI_BAR_TYPE_… */
    bool is_prefetchable;
    unsigned registers; /* how many it takes: 1 or 2 */
};

/* The address register at index (below header->bar_count). */
struct pci_bar pci_bar_read(const struct pci_header *header, unsigned index);

/*
 * How many bytes it decodes, from what its registers read back after all ones were written. 0 when
 * no such register can be.
 */
uint64_t pci_bar_size(const struct pci_bar *bar, uint32_t low, uint32_t high);
