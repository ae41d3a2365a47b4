/* SPDX-License-Identifier: MIT */
/*
 * dev/pci_config.h — reading and writing the configuration space of PCI functions: by ports, which
 * reach 256 bytes of each function in segment 0, or through memory (ECAM) where the firmware's MCFG
 * table says so, which reaches 4096 bytes everywhere.
 *
 * A function that is not there reads as all ones. Nothing here may be called by an interrupt handler.
 */
#pragma once

#include "lib/types.h"

#define PCI_DEVICES   32 /* on a bus */
#define PCI_FUNCTIONS 8  /* in a device */

struct pci_address {
    uint16_t segment;
    uint8_t bus, device, function;
};

/* Looks whether the ports are there. Returns 0 or -E_NODEV. */
int pci_ports_init(void);

/*
 * Lets the buses first to last of a segment be reached at base + bus << 20 (MCFG's own count). 0;
 * -E_RANGE when that memory is out of reach, the numbers make no sense or a bus is there already, -E_NOSPACE when there are
 * too many.
 */
int pci_ecam_add(uint16_t segment, uint8_t first, uint8_t last, paddr_t base);

/* Takes back the range that was added last. */
void pci_ecam_drop_last(void);

/* The index-th range that was added; false behind the last. */
bool pci_ecam_range(unsigned index, uint16_t *segment, uint8_t *first, uint8_t *last);

/* How much of a function can be reached: 0, PCI_CONFIG_BYTES or PCI_EXPRESS_BYTES. */
size_t pci_config_size(struct pci_address address);

/*
 * One register of 8, 16 or 32 bits at an offset that is a multiple of its size. Through memory where
 * that is known, else by ports.
 */
uint8_t pci_read8(struct pci_address address, unsigned offset);
uint16_t pci_read16(struct pci_address address, unsigned offset);
uint32_t pci_read32(struct pci_address address, unsigned offset);
void pci_write8(struct pci_address address, unsigned offset, uint8_t value);
void pci_write16(struct pci_address address, unsigned offset, uint16_t value);
void pci_write32(struct pci_address address, unsigned offset, uint32_t value);

/* The same by one way only, to compare both; all ones where that way does not lead there. */
uint32_t pci_read32_by_ports(struct pci_address address, unsigned offset);
uint32_t pci_read32_by_memory(struct pci_address address, unsigned offset);

/* Copies the first size bytes (a multiple of 4) of a function's space. */
void pci_config_copy(struct pci_address address, uint8_t *bytes, size_t size);
