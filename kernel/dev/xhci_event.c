/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_event.c — what a controller says it has done (xHCI 1.2 4.9.4, 6.4.2), and waiting for it.
 */
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "lib/field.h"
#include "mm/frame.h"
#include "task/thread.h"

#define NS_PER_MS      1000000ull
#define SPIN_NS        100000ull
#define NAP_NS         500000ull
#define EVENTS_AT_ONCE 256
#define RING_EVENTS    (FRAME_BYTES / XHCI_TRB_BYTES)

static void command_event(struct xhci *xhci, const struct xhci_trb *event)
{
    if (xhci_ring_find(&xhci->commands, event->parameter) != (int)xhci->command) {
        xhci->strange_events++;
        return;
    }
    xhci->command_status = event->status;
    xhci->command_control = event->control;
    __atomic_store_n(&xhci->command_done, true, __ATOMIC_RELEASE);
}

static void event_take(struct xhci *xhci, const struct xhci_trb *event)
{
    const unsigned slot = FIELD_GET(XHCI_TRB_SLOT, event->control);
    unsigned port;

    xhci->event_count++;
    switch (FIELD_GET(XHCI_TRB_TYPE, event->control)) {
    case XHCI_TRB_TRANSFER_EVENT:
        if (slot <= XHCI_SLOTS_MAX && xhci->devices[slot] != NULL)
            xhci_endpoint_event(xhci->devices[slot], event);
        break;
    case XHCI_TRB_COMMAND_EVENT:
        if (FIELD_GET(XHCI_EVENT_CODE, event->status) != XHCI_CODE_COMMANDS_STOPPED)
            command_event(xhci, event);
        break;
    case XHCI_TRB_PORT_EVENT:
        port = FIELD_GET(XHCI_EVENT_PORT, (uint32_t)event->parameter);
        xhci->changed[port / 32] |= 1u << port % 32;
        xhci->has_news();
        break;
    default: /* also of the controller, when the ring was full: what is lost is found by looking */
        xhci->strange_events++;
        for (port = 1; port <= xhci->ports; port++)
            xhci->changed[port / 32] |= 1u << port % 32;
        xhci->has_news();
    }
}

bool xhci_serve(struct xhci *xhci)
{
    const uint64_t flags = spin_lock(&xhci->lock);
    struct xhci_ring *ring = &xhci->events;
    unsigned count = 0;

    while (!xhci->is_dead && ring->trbs != NULL && count < EVENTS_AT_ONCE) {
        const struct xhci_trb *trb = &ring->trbs[ring->next];
        struct xhci_trb event;

        event.control = __atomic_load_n(&trb->control, __ATOMIC_ACQUIRE);
        if ((event.control & XHCI_TRB_CYCLE) != (ring->cycle ? XHCI_TRB_CYCLE : 0))
            break;
        event.parameter = trb->parameter;
        event.status = trb->status;
        event_take(xhci, &event);
        count++;
        if (++ring->next == RING_EVENTS) {
            ring->next = 0;
            ring->cycle = !ring->cycle;
        }
    }
    if (count > 0)
        xhci_write64(xhci->runtime, XHCI_ERDP,
                     (ring->address + ring->next * XHCI_TRB_BYTES) | XHCI_ERDP_BUSY);
    spin_unlock(&xhci->lock, flags);
    return count > 0;
}

bool xhci_await(struct xhci *xhci, const bool *done, unsigned ms)
{
    const uint64_t start_ns = clock_now_ns(), end_ns = start_ns + ms * NS_PER_MS;

    for (;;) {
        const uint64_t now_ns = clock_now_ns();

        xhci_serve(xhci);
        if (__atomic_load_n(done, __ATOMIC_ACQUIRE))
            return true;
        if (xhci->is_dead || now_ns >= end_ns)
            return false;
        if (now_ns - start_ns < SPIN_NS)
            cpu_relax();
        else
            thread_sleep_ns(NAP_NS);
    }
}

bool xhci_port_has_news(struct xhci *xhci, unsigned port)
{
    const uint64_t flags = spin_lock(&xhci->lock);
    const bool has_news = xhci->changed[port / 32] & 1u << port % 32;

    xhci->changed[port / 32] &= ~(1u << port % 32);
    spin_unlock(&xhci->lock, flags);
    return has_news;
}

/* The bits are cleared before the ring is read: what comes in between interrupts again. */
void xhci_message_came(void *context)
{
    struct xhci *xhci = context;

    if (xhci->is_dead)
        return;
    xhci_write(xhci->operational, XHCI_USBSTS, XHCI_STS_INTERRUPT);
    xhci_write(xhci->runtime, XHCI_IMAN, XHCI_IMAN_ENABLE | XHCI_IMAN_PENDING);
    xhci->interrupt_count++;
    xhci_serve(xhci);
}
