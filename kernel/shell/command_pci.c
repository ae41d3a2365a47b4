/* SPDX-License-Identifier: MIT */
/*
 * shell/command_pci.c — the PCI functions, written as lspci writes them.
 *
 * pci -x writes configuration space in the form that `lspci -F FILE` reads, so that another computer
 * can look at this one with its own, complete lspci.
 */
#include "dev/pci.h"
#include "fmt/pci_regs.h"
#include "lib/print.h"
#include "lib/str.h"
#include "shell/command.h"
#include "shell/output.h"
#include "shell/pci_details.h"

#define NAME_MAX  (2 * PCI_NAME_MAX)
#define ROW_BYTES 16

static void function_line(const struct pci_function *function, bool is_verbose)
{
    const struct pci_header *header = &function->header;
    char place[PCI_ADDRESS_TEXT], class[NAME_MAX], name[NAME_MAX], interface[PCI_NAME_MAX];

    pci_address_text(function->address, place);
    pci_class_name(pci_names(), header->class, header->subclass, class, sizeof(class));
    pci_device_name(pci_names(), header->vendor, header->device, name, sizeof(name));
    output_print("%s %s: %s", place, class, name);
    if (header->revision != 0)
        output_print(" (rev %02x)", header->revision);
    if (is_verbose) {
        const bool is_named = pci_interface_name(pci_names(), header->class, header->subclass,
                                                 header->prog_if, interface);

        if (is_named)
            output_print(" (prog-if %02x [%s])", header->prog_if, interface);
        else if (header->prog_if != 0)
            output_print(" (prog-if %02x)", header->prog_if);
    }
    output_print("\n");
}

/* As lspci -xxx, or -xxxx where there is more. */
static void function_dump(const struct pci_function *function)
{
    uint8_t row[ROW_BYTES];
    const size_t size = pci_config_size(function->address);

    for (unsigned offset = 0; offset < size && !output_is_stopped(); offset += ROW_BYTES) {
        output_print("%02x:", offset);
        for (unsigned i = 0; i < ROW_BYTES; i += 4) {
            const uint32_t word = pci_read32(function->address, offset + i);

            for (unsigned b = 0; b < 4; b++)
                row[i + b] = (uint8_t)(word >> 8 * b);
        }
        for (unsigned i = 0; i < ROW_BYTES; i++)
            output_print(" %02x", row[i]);
        output_print("\n");
    }
    output_print("\n");
}

int command_pci(unsigned count, const char *const words[])
{
    bool is_verbose = false, is_dump = false;
    const struct pci_function *function;

    for (unsigned i = 1; i < count; i++) {
        if (str_equal(words[i], "-v"))
            is_verbose = true;
        else if (str_equal(words[i], "-x"))
            is_dump = true;
        else
            return SHELL_USAGE;
    }
    for (unsigned i = 0; (function = pci_function(i)) != NULL && !output_is_stopped(); i++) {
        function_line(function, is_verbose);
        if (is_verbose)
            pci_details_show(function);
        if (is_dump)
            function_dump(function);
        else if (is_verbose)
            output_print("\n");
    }
    if (!pci_names_have_devices(pci_names()))
        output_print(
            "Devices have no names here: loaders for BIOS netboot have no room for them.\n");
    if (pci_functions_dropped() > 0)
        output_print("%u more did not fit into the table\n", pci_functions_dropped());
    if (pci_function(0) == NULL) {
        output_complain("pci: there is no PCI bus");
        return SHELL_FAILED;
    }
    return SHELL_WELL;
}
