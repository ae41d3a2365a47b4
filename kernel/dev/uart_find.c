/* SPDX-License-Identifier: MIT */
/*
 * dev/uart_find.c — serial ports in other places than the PC's four.
 *
 * Their clock may be any: unless it is known to be 1.8432 MHz nobody sets their speed, and the one
 * that firmware has set stays. Cards with several ports have them 8 registers apart behind one
 * address register, or behind several.
 */
#include "dev/uart_find.h"

#include "dev/acpi.h"
#include "dev/pci.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"
#include "mm/mmio.h"

#define CLASS_COMMUNICATION 0x07
#define SUBCLASS_SERIAL     0x00
#define PROG_IF_LAST        0x06 /* 00 8250 … 06 16950: all take a 16550's registers */
#define CARD_PORTS_MAX      8
#define SPCR_16550          0x00
#define SPCR_16450          0x01
#define SPCR_16550_ANYWHERE 0x12
#define DBG2_SERIAL         0x8000u
#define VENDOR_QEMU         0x1b36
#define QEMU_SERIAL_FIRST   0x0002 /* one port; two and four of them follow */
#define QEMU_SERIAL_LAST    0x0004

/* Adds and probes; memory is mapped first. The index, or an error. */
static int place_try(struct uart_place *place, bool is_memory)
{
    const size_t bytes = (size_t)UART_REGISTERS * place->spacing;
    int index;

    if (is_memory) {
        place->registers = mmio_map(place->address, bytes, CACHING_UNCACHED);
        if (place->registers == NULL)
            return -E_RANGE;
    }
    index = uart_add(place);
    if (index < 0)
        return index;
    if (uart_port((unsigned)index)->is_present)
        return index;
    return uart_probe(uart_port((unsigned)index)) == 0 ? index : -E_NODEV;
}

/* ---- PCI ---------------------------------------------------------------------------------------- */

static bool is_serial(const struct pci_header *header)
{
    return header->class == CLASS_COMMUNICATION && header->subclass == SUBCLASS_SERIAL &&
           header->prog_if <= PROG_IF_LAST && header->layout == PCI_LAYOUT_DEVICE;
}

static bool is_pc_clock(const struct pci_header *header)
{
    return header->vendor == VENDOR_QEMU && header->device >= QEMU_SERIAL_FIRST &&
           header->device <= QEMU_SERIAL_LAST;
}

static const struct pci_function *function_at(const struct console_word *word)
{
    const struct pci_function *function;

    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++)
        if (function->address.segment == word->segment && function->address.bus == word->bus &&
            function->address.device == word->device &&
            function->address.function == word->function)
            return function;
    return NULL;
}

/*
 * The ports behind one address register. Registers in memory may be one or four bytes apart, which only
 * trying tells. The index of the first port, or an error.
 */
static int bar_try(const struct pci_function *function, unsigned bar_index)
{
    const struct pci_bar bar = pci_bar_read(&function->header, bar_index);
    const uint64_t size = pci_bar_measure(function, bar_index);
    const bool is_memory = bar.kind == PCI_BAR_MEMORY;
    char address[PCI_ADDRESS_TEXT];
    int first = -E_NODEV;

    if (bar.kind == PCI_BAR_NONE || bar.address == 0 || size < UART_REGISTERS)
        return -E_NODEV;
    pci_decode_enable(function, is_memory ? PCI_COMMAND_MEMORY : PCI_COMMAND_IO);
    pci_address_text(function->address, address);
    for (unsigned n = 0; n < CARD_PORTS_MAX && (n + 1) * UART_REGISTERS <= size; n++) {
        struct uart_place place = { .address = bar.address + n * UART_REGISTERS,
                                    .spacing = 1,
                                    .is_clock_known = is_pc_clock(&function->header) };
        int index;

        if (n == 0)
            print_format(place.name, sizeof(place.name), "PCI %s", address);
        else
            print_format(place.name, sizeof(place.name), "%u. of %s", n + 1, address);
        index = place_try(&place, is_memory);
        if (index == -E_NODEV && is_memory && n == 0 && size >= UART_REGISTERS * 4) {
            place.spacing = 4;
            place.is_wide = true;
            index = place_try(&place, is_memory);
        }
        if (index < 0)
            break; /* a card's ports have no gaps */
        if (n == 0)
            first = index;
        if (place.is_wide || is_memory)
            break; /* how the next ones lie is each maker's own */
    }
    return first;
}

/* Ports first: what is reached through memory besides is the same UART. */
static int function_try(const struct pci_function *function)
{
    static const enum pci_bar_kind kinds[] = { PCI_BAR_IO, PCI_BAR_MEMORY };
    int first = -E_NODEV;

    for (unsigned k = 0; k < ARRAY_SIZE(kinds) && first < 0; k++)
        for (unsigned i = 0; i < function->header.bar_count; i++) {
            const struct pci_bar bar = pci_bar_read(&function->header, i);
            int index;

            if (bar.kind != kinds[k])
                continue;
            index = bar_try(function, i);
            if (first < 0)
                first = index;
            if (bar.registers == 2)
                i++;
        }
    return first;
}

/* ---- firmware's tables -------------------------------------------------------------------------- */

static int console_try(const struct acpi_console *console, const char *from)
{
    const struct acpi_address *at = &console->address;
    struct uart_place place = { .address = at->address, .spacing = 1, .baud_told = console->baud };
    const bool is_memory = at->space == ACPI_SPACE_MEMORY;

    if (at->address == 0 || (!is_memory && at->space != ACPI_SPACE_IO) ||
        (!is_memory && at->address > 0xffff - UART_REGISTERS))
        return -E_INVAL;
    /* How wide a register is tells how far apart they are. */
    if (is_memory && (at->bit_width > 8 || at->access_bytes == 4)) {
        place.spacing = at->bit_width == 16 && at->access_bytes != 4 ? 2 : 4;
        place.is_wide = place.spacing == 4;
    }
    str_copy(place.name, sizeof(place.name), from);
    return place_try(&place, is_memory);
}

static void spcr_read(void)
{
    struct acpi_console console;
    size_t size = 0;
    const void *bytes = acpi_find("SPCR", 0, &size);
    int result;

    if (bytes == NULL || acpi_spcr_parse(&console, bytes, size) != 0)
        return;
    if (console.type != SPCR_16550 && console.type != SPCR_16450 &&
        console.type != SPCR_16550_ANYWHERE) {
        log_notice("console: SPCR names a port of type 0x%x, for which there is no driver",
                   console.type);
        return;
    }
    result = console_try(&console, "SPCR");
    if (result < 0)
        log_warning("console: SPCR names a port at 0x%lx: %s", console.address.address,
                    error_name(result));
}

static void dbg2_read(void)
{
    struct acpi_console console;
    size_t size = 0;
    const void *bytes = acpi_find("DBG2", 0, &size);

    for (unsigned i = 0; bytes != NULL && acpi_dbg2_port(&console, bytes, size, i) == 0; i++) {
        const unsigned subtype = console.type & 0xffff;

        if (console.type >> 16 != DBG2_SERIAL ||
            (subtype != SPCR_16550 && subtype != SPCR_16450 && subtype != SPCR_16550_ANYWHERE))
            continue;
        if (console_try(&console, "DBG2") == -E_NODEV)
            log_warning("console: DBG2 names a port at 0x%lx, where none answers",
                        console.address.address);
    }
}

/* ---- what is offered ---------------------------------------------------------------------------- */

int uart_find_word(const struct console_word *word)
{
    struct uart_place place = { .address = word->address,
                                .spacing = 1,
                                .is_clock_known = word->baud != 0 };
    const struct pci_function *function;

    switch (word->space) {
    case CONSOLE_PCI:
        function = function_at(word);
        return function != NULL ? function_try(function) : -E_NODEV;
    case CONSOLE_MMIO16:
        place.spacing = 2;
        break;
    case CONSOLE_MMIO32:
        place.spacing = 4;
        place.is_wide = true;
        break;
    default:
        break;
    }
    print_format(place.name, sizeof(place.name), "%s0x%lx", word->space == CONSOLE_IO ? "I/O " : "",
                 word->address);
    return place_try(&place, word->space != CONSOLE_IO);
}

void uart_find_all(void)
{
    const struct pci_function *function;

    spcr_read();
    dbg2_read();
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++)
        if (is_serial(&function->header) && function_try(function) == -E_NODEV) {
            char address[PCI_ADDRESS_TEXT];

            pci_address_text(function->address, address);
            log_notice("console: %s says it is a serial port, and does not answer as a 16550",
                       address);
        }
}
