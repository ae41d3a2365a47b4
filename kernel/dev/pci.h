/* SPDX-License-Identifier: MIT */
/*
 * dev/pci.h — what is on the PCI buses.
 *
 * The list is made once, by asking every device on every bus: bridges are not believed about what is
 * behind them. Only one register is ever written without being asked: the command register, to stop
 * devices that firmware left writing into memory.
 */
#pragma once

#include "dev/pci_config.h"
#include "fmt/pci.h"
#include "fmt/pci_names.h"
#include "mm/memory_map.h"

struct pci_function {
    struct pci_address address;
    struct pci_header
        header;      /* as it was found, but for the command register, which is kept true */
    bool was_master; /* firmware had left its bus mastering on */
};

/*
 * Asks segment 0 by ports, and switches bus mastering off wherever that is safe
 * (pci_master_is_ours()); each that was on is logged. Should come before anything is kept in memory
 * that the loader called free: a network card may still be receiving there.
 */
void pci_quiet(void);

/*
 * Waits until what was under way when mastering was switched off has ended: 100 ms since then, longer
 * where only a guess tells how fast time passes. Not at all when none was on, or only that of disk
 * and SMBus controllers, which write no more than they were asked for. Needs no clock, so that it can come
 * before memory is used.
 */
void pci_settle(void);

/*
 * Takes up the configuration space that the machine's MCFG table promises; needs the ACPI tables and
 * the memory map. Ranges that lie are named and not used. What only they lead to is then asked, and
 * quieted, too.
 */
void pci_segments_init(const struct memory_map *map);

/* How many of the table's ranges were not believed. */
unsigned pci_ranges_refused(void);

/* Asks the buses first to last of a segment that can be reached, and quiets what answers. */
void pci_scan(uint16_t segment, uint8_t first, uint8_t last);

/* Function number index in order of address, NULL behind the last. */
const struct pci_function *pci_function(unsigned index);

/* More functions than these answered, but there was no room to remember them. */
unsigned pci_functions_dropped(void);

/* True when some segment besides 0 has functions: addresses are then written in full. */
bool pci_has_segments(void);

/*
 * How many bytes the address register at index of a function decodes: 0 when that is not known, or
 * when it may not be tried (pci_bars_are_ours()). Switches the function's decoding off for the moment
 * it takes.
 */
uint64_t pci_bar_measure(const struct pci_function *function, unsigned index);

/* Lets a function answer at its I/O (PCI_COMMAND_IO) or memory addresses (PCI_COMMAND_MEMORY). */
void pci_decode_enable(const struct pci_function *function, unsigned bits);

/* Sets and clears bits of a function's command register (PCI_COMMAND_…): for its driver. */
void pci_command_change(const struct pci_function *function, unsigned set, unsigned clear);

/* The names packed into the kernel. */
const struct pci_names *pci_names(void);

#define PCI_ADDRESS_TEXT 16
/* "00:1f.2", or "0001:00:1f.2" where addresses are written in full. */
void pci_address_text(struct pci_address address, char to[PCI_ADDRESS_TEXT]);
