/* SPDX-License-Identifier: MIT */
/*
 * dev/msi.h — interrupts that a PCI function sends by a write to memory (PCI 3.0 6.8, PCI Express 4.0
 * 7.7): no line, and no table that says who is wired to what. They go to core 0.
 */
#pragma once

#include "dev/irq.h"
#include "dev/pci.h"

/*
 * Has handler called for each message of function, which sends but one kind and no longer uses its line.
 * It must be allowed to write memory (bus mastering), which its driver sees to. Returns 0; -E_NODEV
 * where it cannot send messages, no local APIC takes them, or they are remapped (dev/iommu.h);
 * -E_NOSPACE; -E_RANGE where its registers lie. name stays the caller's.
 */
int msi_connect(const struct pci_function *function, irq_handler_t handler, void *context,
                const char *name);

/* The function sends none any more. Its vector stays taken, with nobody behind it. */
void msi_disconnect(const struct pci_function *function);
