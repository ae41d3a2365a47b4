/* SPDX-License-Identifier: MIT */
/*
 * fmt/pci_names.h — what vendors, devices and classes are called, out of the packed list of
 * scripts/pci-names.sh.
 *
 * The list is sorted text, one line each: a key of one letter and lower-case hexadecimal digits, a
 * blank, the name. v8086 is a vendor, d80861237 a device, c03 a class, c0300 a subclass, c030000 a
 * programming interface.
 */
#pragma once

#include "lib/types.h"

#define PCI_NAME_MAX 136 /* bytes with NUL; a longer name is cut */

struct pci_names {
    const char *text;
    size_t size;
};

/*
 * Stores the name of a key and returns true, or "" and false where the list does not have it. Takes
 * the time of a few comparisons, and any bytes for a list.
 */
bool pci_name_find(const struct pci_names *names, const char *key, char name[PCI_NAME_MAX]);

/* False where the list has no devices, only vendors and classes: it then has a key "y". */
bool pci_names_have_devices(const struct pci_names *names);

/* What lspci writes for these: the names, or the numbers in their place. Bytes as above. */
void pci_device_name(const struct pci_names *names, uint16_t vendor, uint16_t device, char *to,
                     size_t size);
void pci_subsystem_name(const struct pci_names *names, uint16_t vendor, uint16_t device, char *to,
                        size_t size);
void pci_class_name(const struct pci_names *names, uint8_t class, uint8_t subclass, char *to,
                    size_t size);

/* The programming interface; false when it has no name. */
bool pci_interface_name(const struct pci_names *names, uint8_t class, uint8_t subclass,
                        uint8_t prog_if, char name[PCI_NAME_MAX]);
