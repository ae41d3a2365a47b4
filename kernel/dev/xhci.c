/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci.c — a controller from whatever state firmware left it in to running (xHCI 1.2 4.2).
 */
#include "dev/xhci.h"

#include "dev/clock.h"
#include "dev/msi.h"
#include "dev/xhci_regs.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "lib/print.h"
#include "mm/frame.h"
#include "task/thread.h"

#define NS_PER_MS        1000000ull
#define HALT_MS          100  /* 16 ms, by 5.4.1.1 */
#define RESET_MS         1000 /* no limit is given; some take long */
#define RESET_QUIET_MS   1    /* Intel's must not be touched right after it */
#define NAP_NS           500000ull
#define RING_EVENTS      (FRAME_BYTES / XHCI_TRB_BYTES)
#define PAGE_SHIFT_LEAST 12
#define PAGE_SHIFT_MOST  16

/* Polls a register until some of its bits are as wanted. */
static int bits_await(struct xhci *xhci, unsigned offset, uint32_t bits, uint32_t wanted,
                      unsigned ms)
{
    const uint64_t end_ns = clock_now_ns() + ms * NS_PER_MS;

    for (;;) {
        const uint64_t now_ns = clock_now_ns();
        const uint32_t value = xhci_read(xhci->operational, offset);

        if (value == UINT32_MAX)
            return -E_NODEV;
        if ((value & bits) == wanted)
            return 0;
        if (now_ns >= end_ns)
            return -E_TIMEOUT;
        thread_sleep_ns(NAP_NS);
    }
}

void xhci_give_up(struct xhci *xhci, const char *why)
{
    if (xhci->is_dead)
        return;
    print_format(xhci->why, sizeof(xhci->why), "%s", why);
    pci_command_change(xhci->function, 0, PCI_COMMAND_MASTER);
    __atomic_store_n(&xhci->is_dead, true, __ATOMIC_RELEASE);
    log_error("usb: %s: %s (status 0x%x); given up", xhci->name, why,
              xhci_read(xhci->operational, XHCI_USBSTS));
}

static int halt_and_reset(struct xhci *xhci)
{
    uint32_t command = xhci_read(xhci->operational, XHCI_USBCMD);
    int result;

    if (command == UINT32_MAX)
        return -E_NODEV;
    command &= ~(XHCI_CMD_RUN | XHCI_CMD_INTERRUPTS | XHCI_CMD_SYSTEM_ERRORS);
    xhci_write(xhci->operational, XHCI_USBCMD, command);
    if (bits_await(xhci, XHCI_USBSTS, XHCI_STS_HALTED, XHCI_STS_HALTED, HALT_MS) != 0)
        log_warning("usb: %s: does not halt; reset all the same", xhci->name);
    xhci_write(xhci->operational, XHCI_USBCMD, command | XHCI_CMD_RESET);
    thread_sleep_ms(RESET_QUIET_MS);
    result = bits_await(xhci, XHCI_USBCMD, XHCI_CMD_RESET, 0, RESET_MS);
    if (result == 0)
        result = bits_await(xhci, XHCI_USBSTS, XHCI_STS_NOT_READY, 0, RESET_MS);
    return result;
}

/* Memory of its own that it asked for, in its own pages (4.20). */
static int scratchpads_give(struct xhci *xhci)
{
    const uint32_t pages = xhci_read(xhci->operational, XHCI_PAGESIZE) & XHCI_PAGESIZE_BITS;
    unsigned order = 0;
    uint64_t *list;
    paddr_t address;

    if (xhci->scratchpads == 0)
        return 0;
    while (order <= PAGE_SHIFT_MOST - PAGE_SHIFT_LEAST && !(pages & 1u << order))
        order++;
    if (order > PAGE_SHIFT_MOST - PAGE_SHIFT_LEAST)
        return -E_RANGE;
    list = xhci_page_take(xhci, frame_order_for(xhci->scratchpads * sizeof(*list)), &address);
    if (list == NULL)
        return -E_NOSPACE;
    xhci->contexts[0] = address;
    for (unsigned i = 0; i < xhci->scratchpads; i++) {
        if (xhci_page_take(xhci, order, &address) == NULL)
            return -E_NOSPACE;
        list[i] = address;
    }
    return 0;
}

static int memory_give(struct xhci *xhci)
{
    paddr_t contexts, table;
    uint64_t *segment;
    int result;

    xhci->contexts = xhci_page_take(xhci, 0, &contexts);
    segment = xhci_page_take(xhci, 0, &table);
    if (xhci->contexts == NULL || segment == NULL ||
        xhci_ring_make(xhci, &xhci->commands, true) != 0 ||
        xhci_ring_make(xhci, &xhci->events, false) != 0)
        return -E_NOSPACE;
    result = scratchpads_give(xhci);
    if (result != 0)
        return result;
    segment[0] = xhci->events.address;
    segment[1] = RING_EVENTS;
    xhci_write(xhci->operational, XHCI_CONFIG, xhci->slots);
    xhci_write64(xhci->operational, XHCI_DCBAAP, contexts);
    xhci_write64(xhci->operational, XHCI_CRCR, xhci->commands.address | XHCI_CRCR_CYCLE);
    xhci_write(xhci->runtime, XHCI_ERSTSZ, 1);
    xhci_write64(xhci->runtime, XHCI_ERDP, xhci->events.address);
    xhci_write64(xhci->runtime, XHCI_ERSTBA, table);
    return 0;
}

/*
 * What Intel's chipsets between the two generations need: their USB 2 ports belong to EHCI, which nobody
 * drives here, until they are asked for.
 */
static void intel_ports_take(const struct xhci *xhci)
{
    const struct pci_function *other;
    bool has_ehci = false;

    if (xhci->function->header.vendor != PCI_VENDOR_INTEL)
        return;
    for (unsigned i = 0; (other = pci_function(i)) != NULL; i++)
        if (other->header.vendor == PCI_VENDOR_INTEL &&
            other->header.class == PCI_CLASS_SERIAL_BUS &&
            other->header.subclass == PCI_SUBCLASS_USB && other->header.prog_if == PCI_USB_EHCI)
            has_ehci = true;
    if (!has_ehci)
        return;
    pci_write32(xhci->function->address, XHCI_INTEL_USB3_PSSEN,
                pci_read32(xhci->function->address, XHCI_INTEL_USB3PRM));
    pci_write32(xhci->function->address, XHCI_INTEL_XUSB2PR,
                pci_read32(xhci->function->address, XHCI_INTEL_XUSB2PRM));
    log_info("usb: %s: takes ports 0x%x from EHCI", xhci->name,
             pci_read32(xhci->function->address, XHCI_INTEL_XUSB2PR));
}

/* Without messages its events wait for the next beat. */
static void interrupts_begin(struct xhci *xhci)
{
    const int result = msi_connect(xhci->function, xhci_message_came, xhci, "xHCI");

    if (result != 0) {
        log_debug("usb: %s: sends no messages (%s); looked at on every beat", xhci->name,
                  error_name(result));
        return;
    }
    xhci->has_interrupts = true;
    xhci_write(xhci->runtime, XHCI_IMAN, XHCI_IMAN_ENABLE | XHCI_IMAN_PENDING);
    xhci_write(xhci->operational, XHCI_USBCMD, XHCI_CMD_RUN | XHCI_CMD_INTERRUPTS);
}

/* A command that does nothing proves that commands, events and interrupts come through. */
static int prove(struct xhci *xhci)
{
    const uint32_t control = FIELD_SET(XHCI_TRB_TYPE, 0u, XHCI_TRB_NO_OPERATION);
    const int result = xhci_command(xhci, (struct xhci_trb){ 0, 0, control });

    if (result != 0) {
        xhci_give_up(xhci, "carries out no command");
        return result;
    }
    thread_sleep_ms(1);
    if (xhci->has_interrupts && xhci->interrupt_count == 0)
        log_notice("usb: %s: its interrupts do not come; looked at on every beat", xhci->name);
    return 0;
}

int xhci_start(struct xhci *xhci)
{
    int result = halt_and_reset(xhci);

    if (result != 0) {
        xhci_give_up(xhci, "does not come out of its reset");
        return result;
    }
    result = memory_give(xhci);
    if (result != 0) {
        xhci_give_up(xhci, result == -E_RANGE ? "has pages of no usable size" : "no memory for it");
        return result;
    }
    pci_command_change(xhci->function, PCI_COMMAND_MASTER, 0);
    xhci_write(xhci->operational, XHCI_USBCMD, XHCI_CMD_RUN);
    result = bits_await(xhci, XHCI_USBSTS, XHCI_STS_HALTED, 0, HALT_MS);
    if (result != 0) {
        xhci_give_up(xhci, "does not start");
        return result;
    }
    interrupts_begin(xhci);
    result = prove(xhci);
    if (result == 0)
        intel_ports_take(xhci);
    return result;
}

bool xhci_is_well(struct xhci *xhci)
{
    const uint32_t status = xhci->is_dead ? 0 : xhci_read(xhci->operational, XHCI_USBSTS);

    if (xhci->is_dead)
        return false;
    if (status == UINT32_MAX)
        xhci_give_up(xhci, "does not answer any more");
    else if (status & XHCI_STS_SYSTEM_ERROR)
        xhci_give_up(xhci, "reports an error of the system it is in");
    else if (status & XHCI_STS_ERROR)
        xhci_give_up(xhci, "reports an error of its own");
    else if (status & XHCI_STS_HALTED)
        xhci_give_up(xhci, "has stopped");
    return !xhci->is_dead;
}
