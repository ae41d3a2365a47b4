/* SPDX-License-Identifier: MIT */
/*
 * fmt/pci_capability.h — the list of capabilities in configuration space (PCI 3.0 6.7 and 6.8, PCI
 * Express 4.0 7.5.3 and 7.6.3).
 *
 * The list is a chain of offsets that a device wrote: it may leave the space, and it may come back
 * to where it was. Both end it.
 */
#pragma once

#include "fmt/pci.h"

struct pci_capability {
    bool is_extended; /* from offset 0x100 on */
    uint16_t id;
    uint8_t version; /* of an extended one */
    unsigned offset;
    unsigned seen; /* how many there were so far */
};

/*
 * The next capability of the size bytes of configuration space at config; the first one for a
 * zeroed *capability, and the extended ones after the others where size reaches to them. Returns 0,
 * -E_NOENT behind the last, or -E_RANGE where the chain is broken.
 */
int pci_capability_next(struct pci_capability *capability, const void *config, size_t size);

/* Finds the first (not extended) capability of that id: its offset, or -E_NOENT. */
int pci_capability_find(const void *config, size_t size, uint8_t id);

/* Each reads the capability at offset; -E_RANGE when it does not end within size bytes. */
struct pci_msi {
    bool is_enabled, is_64bit, is_maskable;
    unsigned capable, enabled; /* messages */
};
int pci_msi_read(struct pci_msi *msi, const void *config, size_t size, unsigned offset);

struct pci_msix {
    bool is_enabled, is_masked;
    unsigned count;
};
int pci_msix_read(struct pci_msix *msix, const void *config, size_t size, unsigned offset);

struct pci_express {
    unsigned version, type, message;
    bool has_slot, has_link;
    unsigned speed_max,
        width_max;         /* speeds as numbered by PCI Express 4.0 7.5.3.6: 1 is 2.5 GT/s */
    unsigned speed, width; /* width 0: the link is down */
};
int pci_express_read(struct pci_express *express, const void *config, size_t size, unsigned offset);

/* "2.5GT/s", or "unknown". */
const char *pci_speed_name(unsigned speed);

/* "Endpoint", "Root Port" …; NULL for a type that is none. */
const char *pci_express_type_name(unsigned type);

/* As lspci calls it; NULL when it has no name here. */
const char *pci_capability_name(const struct pci_capability *capability);
