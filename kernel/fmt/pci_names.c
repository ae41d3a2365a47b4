/* SPDX-License-Identifier: MIT */
/* fmt/pci_names.c — bisection in sorted lines. */
#include "fmt/pci_names.h"

#include "lib/mem.h"
#include "lib/print.h"
#include "lib/str.h"

#define KEY_MAX 10

/* The start of the line that byte at lies in. */
static size_t line_start(const struct pci_names *names, size_t at, size_t from)
{
    while (at > from && names->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct pci_names *names, size_t at, size_t to)
{
    while (at < to && names->text[at] != '\n')
        at++;
    return at;
}

/* Compares a key with the one a line of size bytes begins with, as sort does. */
static int key_compare(const char *key, const char *line, size_t size)
{
    const size_t length = str_length(key);

    for (size_t i = 0; i < length; i++) {
        const int difference = i < size ? (uint8_t)key[i] - (uint8_t)line[i] : 1;

        if (difference != 0)
            return difference;
    }
    return size > length && line[length] == ' ' ? 0 : -1;
}

bool pci_name_find(const struct pci_names *names, const char *key, char name[PCI_NAME_MAX])
{
    size_t low = 0, high = names->size;

    name[0] = '\0';
    while (low < high) {
        const size_t start = line_start(names, low + (high - low) / 2, low);
        const size_t end = line_end(names, start, high);
        const int order = key_compare(key, names->text + start, end - start);

        if (order == 0) {
            const size_t skip = str_length(key) + 1;

            str_copy_printable(name, PCI_NAME_MAX, names->text + start + skip, end - start - skip);
            return true;
        }
        if (order < 0)
            high = start;
        else
            low = end < high ? end + 1 : high;
    }
    return false;
}

void pci_device_name(const struct pci_names *names, uint16_t vendor, uint16_t device, char *to,
                     size_t size)
{
    char key[KEY_MAX], maker[PCI_NAME_MAX], name[PCI_NAME_MAX];

    print_format(key, sizeof(key), "v%04x", vendor);
    if (!pci_name_find(names, key, maker)) {
        print_format(to, size, "Device %04x:%04x", vendor, device);
        return;
    }
    print_format(key, sizeof(key), "d%04x%04x", vendor, device);
    if (pci_name_find(names, key, name))
        print_format(to, size, "%s %s", maker, name);
    else
        print_format(to, size, "%s Device %04x", maker, device);
}

void pci_subsystem_name(const struct pci_names *names, uint16_t vendor, uint16_t device, char *to,
                        size_t size)
{
    char key[KEY_MAX], maker[PCI_NAME_MAX];

    print_format(key, sizeof(key), "v%04x", vendor);
    if (pci_name_find(names, key, maker))
        print_format(to, size, "%s Device %04x", maker, device);
    else
        print_format(to, size, "Device %04x:%04x", vendor, device);
}

void pci_class_name(const struct pci_names *names, uint8_t class, uint8_t subclass, char *to,
                    size_t size)
{
    char key[KEY_MAX], name[PCI_NAME_MAX];

    print_format(key, sizeof(key), "c%02x%02x", class, subclass);
    if (pci_name_find(names, key, name)) {
        print_format(to, size, "%s", name);
        return;
    }
    print_format(key, sizeof(key), "c%02x", class);
    if (pci_name_find(names, key, name))
        print_format(to, size, "%s [%02x%02x]", name, class, subclass);
    else
        print_format(to, size, "Class [%02x%02x]", class, subclass);
}

bool pci_interface_name(const struct pci_names *names, uint8_t class, uint8_t subclass,
                        uint8_t prog_if, char name[PCI_NAME_MAX])
{
    char key[KEY_MAX];

    print_format(key, sizeof(key), "c%02x%02x%02x", class, subclass, prog_if);
    return pci_name_find(names, key, name);
}

bool pci_names_have_devices(const struct pci_names *names)
{
    char name[PCI_NAME_MAX];

    return !pci_name_find(names, "y", name);
}
