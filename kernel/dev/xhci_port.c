/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_port.c — the controller's own ports (xHCI 1.2 4.19, 5.4.8).
 *
 * Most bits of a port's register do something when they are written back as they were read, so every
 * write goes through one function.
 */
#include "dev/clock.h"
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "fmt/usb_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "task/thread.h"

#define NS_PER_MS     1000000ull
#define RESET_MS      800
#define RESET_LOOK_MS 2

static unsigned offset_of(unsigned port)
{
    return XHCI_PORTSC + (port - 1) * XHCI_PORT_STRIDE;
}

uint32_t xhci_port_status(const struct xhci *xhci, unsigned port)
{
    return xhci->is_dead ? 0 : xhci_read(xhci->operational, offset_of(port));
}

static void port_set(const struct xhci *xhci, unsigned port, uint32_t bits)
{
    const uint32_t status = xhci_port_status(xhci, port);

    if (!xhci->is_dead)
        xhci_write(xhci->operational, offset_of(port), (status & XHCI_PORT_KEPT) | bits);
}

void xhci_port_power(struct xhci *xhci, unsigned port)
{
    if (!(xhci_port_status(xhci, port) & XHCI_PORT_POWER))
        port_set(xhci, port, XHCI_PORT_POWER);
}

uint32_t xhci_port_take_changes(struct xhci *xhci, unsigned port)
{
    const uint32_t changes = xhci_port_status(xhci, port) & XHCI_PORT_CHANGES;

    if (changes != 0)
        port_set(xhci, port, changes);
    return changes;
}

/* A link of USB 3 trains by itself when something is plugged in; only one that hangs is reset, warm. */
static bool is_up(const struct xhci *xhci, unsigned port)
{
    const struct xhci_protocol *protocol = xhci_port_protocol(xhci, port);
    const uint32_t status = xhci_port_status(xhci, port);

    return protocol != NULL && protocol->major >= 3 && (status & XHCI_PORT_ENABLED) &&
           (status & XHCI_PORT_CONNECTED);
}

static uint32_t reset_kind(const struct xhci *xhci, unsigned port)
{
    const struct xhci_protocol *protocol = xhci_port_protocol(xhci, port);
    const unsigned link = FIELD_GET(XHCI_PORT_LINK, xhci_port_status(xhci, port));

    if (protocol != NULL && protocol->major >= 3 &&
        (link == XHCI_LINK_INACTIVE || link == XHCI_LINK_COMPLIANCE))
        return XHCI_PORT_WARM_RESET;
    return XHCI_PORT_RESET;
}

int xhci_port_reset(struct xhci *xhci, unsigned port)
{
    const uint64_t end_ns = clock_now_ns() + RESET_MS * NS_PER_MS;
    uint32_t status;

    if (!is_up(xhci, port)) {
        port_set(xhci, port, XHCI_PORT_RESET_CHANGE);
        port_set(xhci, port, reset_kind(xhci, port));
        for (;;) {
            status = xhci_port_status(xhci, port);
            if (xhci->is_dead || !(status & XHCI_PORT_CONNECTED))
                return -E_NODEV;
            if (!(status & XHCI_PORT_RESET) && (status & XHCI_PORT_RESET_CHANGE))
                break;
            if (clock_now_ns() >= end_ns)
                return -E_TIMEOUT;
            thread_sleep_ms(RESET_LOOK_MS);
        }
    }
    thread_sleep_ms(USB_RESET_RECOVERY_MS);
    status = xhci_port_status(xhci, port);
    port_set(xhci, port, status & XHCI_PORT_CHANGES & ~XHCI_PORT_CONNECT_CHANGE);
    if (!(status & XHCI_PORT_CONNECTED))
        return -E_NODEV;
    return status & XHCI_PORT_ENABLED ? 0 : -E_IO;
}
