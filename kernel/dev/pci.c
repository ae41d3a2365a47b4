/* SPDX-License-Identifier: MIT */
/*
 * dev/pci.c — asking every bus, and quieting what answers.
 *
 * All 256 buses are asked, whatever the bridges say; a device's first function tells whether it has
 * more. A function's space is read as a whole header first and decoded afterwards (fmt/pci.h).
 */
#include "dev/pci.h"

#include "cpu/registers.h"
#include "dev/clock.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/print.h"

#define FUNCTIONS_MAX 1024
#define SETTLE_MS     100
#define SETTLE_LOOKS  200000000 /* at a counter that stands still */
#define TSC_HZ_MOST   5000000000ull
#define MS_PER_S      1000
#define TEXT_MAX      (2 * PCI_NAME_MAX)

/* Packed by scripts/pci-names.sh and linked in as it is. */
extern const char pci_names_start[], pci_names_end[];

static struct pci_function functions[FUNCTIONS_MAX];
static unsigned function_count, dropped, strange, quieted;
static bool is_settling;       /* one was stopped that writes unasked */
static uint64_t settling_from; /* cycles, when the last such one was */
static bool has_segments;

const struct pci_names *pci_names(void)
{
    static struct pci_names names;

    names = (struct pci_names){ pci_names_start, (size_t)(pci_names_end - pci_names_start) };
    return &names;
}

const struct pci_function *pci_function(unsigned index)
{
    return index < function_count ? &functions[index] : NULL;
}

unsigned pci_functions_dropped(void)
{
    return dropped;
}

bool pci_has_segments(void)
{
    return has_segments;
}

void pci_address_text(struct pci_address address, char to[PCI_ADDRESS_TEXT])
{
    if (has_segments)
        print_format(to, PCI_ADDRESS_TEXT, "%04x:%02x:%02x.%u", address.segment, address.bus,
                     address.device, address.function);
    else
        print_format(to, PCI_ADDRESS_TEXT, "%02x:%02x.%u", address.bus, address.device,
                     address.function);
}

/*
 * Disk and SMBus controllers write what they were asked for, and firmware has waited for that; to all
 * others something may come from outside.
 */
static bool function_writes_unasked(const struct pci_header *header)
{
    return header->class != PCI_CLASS_STORAGE &&
           (header->class != PCI_CLASS_SERIAL_BUS || header->subclass != PCI_SUBCLASS_SMBUS);
}

/* Stops a function that is writing, or may be, into memory that is ours now. */
static void function_quiet(struct pci_function *function)
{
    struct pci_header *header = &function->header;
    char place[PCI_ADDRESS_TEXT], name[TEXT_MAX];

    if (!(header->command & PCI_COMMAND_MASTER))
        return;
    function->was_master = true;
    if (!pci_master_is_ours(header))
        return;
    pci_write16(function->address, PCI_COMMAND, (uint16_t)(header->command & ~PCI_COMMAND_MASTER));
    header->command = pci_read16(function->address, PCI_COMMAND);
    if (function_writes_unasked(header)) {
        is_settling = true;
        settling_from = tsc_read();
    }
    quieted++;
    pci_address_text(function->address, place);
    pci_device_name(pci_names(), header->vendor, header->device, name, sizeof(name));
    if (header->command & PCI_COMMAND_MASTER)
        log_warning("pci: %s %s was left bus mastering and does not stop", place, name);
    else
        log_info("pci: %s %s was left bus mastering; stopped", place, name);
}

/* Returns false where no function answers. */
static bool function_take(struct pci_address address, bool *is_multifunction)
{
    uint8_t bytes[PCI_HEADER_BYTES];
    struct pci_function function = { .address = address };
    char place[PCI_ADDRESS_TEXT];
    int result;

    if (pci_read16(address, PCI_VENDOR) == PCI_VENDOR_NONE)
        return false;
    pci_config_copy(address, bytes, sizeof(bytes));
    result = pci_header_parse(&function.header, bytes, sizeof(bytes));
    if (result == -E_NODEV)
        return false;
    *is_multifunction = (bytes[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MULTI) != 0;
    if (result != 0) {
        pci_address_text(address, place);
        if (strange++ == 0)
            log_warning("pci: %s has a header of an unknown layout 0x%02x; passed over", place,
                        bytes[PCI_HEADER_TYPE]);
        return true;
    }
    if (function_count == FUNCTIONS_MAX) {
        dropped++;
        return true;
    }
    has_segments = has_segments || address.segment != 0;
    function_quiet(&function);
    functions[function_count++] = function;
    return true;
}

void pci_scan(uint16_t segment, uint8_t first, uint8_t last)
{
    for (unsigned bus = first; bus <= last; bus++) {
        for (unsigned device = 0; device < PCI_DEVICES; device++) {
            struct pci_address address = { segment, (uint8_t)bus, (uint8_t)device, 0 };
            bool has_more = false, ignored;

            if (!function_take(address, &has_more) || !has_more)
                continue;
            for (address.function = 1; address.function < PCI_FUNCTIONS; address.function++)
                function_take(address, &ignored);
        }
    }
}

void pci_quiet(void)
{
    if (pci_ports_init() != 0) {
        log_info("pci: no configuration ports");
        return;
    }
    pci_scan(0, 0, UINT8_MAX);
    log_info("pci: %u functions in segment 0, %u of them stopped from writing to memory",
             function_count, quieted);
    if (dropped > 0)
        log_warning("pci: %u functions more than there is room for", dropped);
}

void pci_settle(void)
{
    uint64_t hz, looks = 0;

    if (!is_settling)
        return;
    if (clock_pit_measure(&hz) != 0 || hz > TSC_HZ_MOST)
        hz = TSC_HZ_MOST;
    while (tsc_read() - settling_from < hz / MS_PER_S * SETTLE_MS && looks++ < SETTLE_LOOKS)
        cpu_relax();
}

void pci_command_change(const struct pci_function *function, unsigned set, unsigned clear)
{
    struct pci_header *header = &functions[function - functions].header;
    const unsigned command = (header->command | set) & ~clear;

    if (command == header->command)
        return;
    pci_write16(function->address, PCI_COMMAND, (uint16_t)command);
    header->command = pci_read16(function->address, PCI_COMMAND);
}

void pci_decode_enable(const struct pci_function *function, unsigned bits)
{
    pci_command_change(function, bits, 0);
}
