/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_device.c — slots: what the controller knows of a device (xHCI 1.2 4.3, 4.5, 6.2).
 *
 * What is told to it goes into an input context, of which the first part says which others it brings; what
 * it made of that it writes to the output context.
 */
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "lib/mem.h"
#include "mm/heap.h"

#define VERSION_CONFIGURE 0x0096u /* before it hubs were told by another command */
#define RETRIES           3u
#define PACKET_CONTROL    8u /* what a control transfer moves on average (6.2.3) */

static uint32_t *input_of(const struct xhci_device *device, unsigned context)
{
    return (uint32_t *)(device->input + (context + 1) * device->xhci->context_bytes);
}

/* Begins an input context that brings so many contexts, a bit each. */
static void input_begin(struct xhci_device *device, uint32_t adds)
{
    memset(device->input, 0, (XHCI_CONTEXTS + 1) * device->xhci->context_bytes);
    ((uint32_t *)device->input)[XHCI_INPUT_ADD] = adds;
}

/* The slot's part as the controller has it, without what only the controller writes. */
static uint32_t *slot_copy(struct xhci_device *device)
{
    uint32_t *slot = input_of(device, XHCI_CONTEXT_SLOT);

    memcpy(slot, device->output, (XHCI_SLOT_WORDS - 1) * sizeof(*slot));
    return slot;
}

static int tell(struct xhci_device *device, unsigned command)
{
    uint32_t control = FIELD_SET(XHCI_TRB_TYPE, 0u, command);

    control = FIELD_SET(XHCI_TRB_SLOT, control, device->slot);
    return xhci_command(device->xhci,
                        (struct xhci_trb){ xhci_page_address(device->input), 0, control });
}

static void endpoint_fill(uint32_t *context, unsigned type, unsigned packet_bytes,
                          const struct xhci_ring *ring)
{
    context[1] = FIELD_SET(XHCI_ENDPOINT_RETRIES, 0u, RETRIES);
    context[1] = FIELD_SET(XHCI_ENDPOINT_TYPE, context[1], type);
    context[1] = FIELD_SET(XHCI_ENDPOINT_PACKET, context[1], packet_bytes);
    context[XHCI_ENDPOINT_DEQUEUE] = (uint32_t)ring->address | XHCI_DEQUEUE_CYCLE;
    context[XHCI_ENDPOINT_DEQUEUE + 1] = (uint32_t)(ring->address >> 32);
}

/* Before the device has said, full speed is taken to have the smallest packets (4.3, step 7). */
static unsigned first_packet(enum usb_speed speed)
{
    return speed == USB_SPEED_SUPER ? 512 : speed == USB_SPEED_HIGH ? 64 : 8;
}

static int address_give(struct xhci_device *device)
{
    const struct xhci_place *place = &device->place;
    uint32_t *slot;

    input_begin(device, 1u << XHCI_CONTEXT_SLOT | 1u << XHCI_ENDPOINT_CONTROL);
    slot = input_of(device, XHCI_CONTEXT_SLOT);
    slot[0] = FIELD_SET(XHCI_SLOT_ROUTE, 0u, place->route);
    slot[0] = FIELD_SET(XHCI_SLOT_SPEED, slot[0], place->speed_number);
    slot[0] = FIELD_SET(XHCI_SLOT_ENTRIES, slot[0], XHCI_ENDPOINT_CONTROL);
    slot[1] = FIELD_SET(XHCI_SLOT_ROOT_PORT, 0u, place->root_port);
    slot[2] = FIELD_SET(XHCI_SLOT_TT_HUB, 0u, place->translator_slot);
    slot[2] = FIELD_SET(XHCI_SLOT_TT_PORT, slot[2], place->translator_port);
    endpoint_fill(input_of(device, XHCI_ENDPOINT_CONTROL), XHCI_TYPE_CONTROL,
                  first_packet(place->speed), &device->control.ring);
    input_of(device, XHCI_ENDPOINT_CONTROL)[4] =
        FIELD_SET(XHCI_ENDPOINT_AVERAGE, 0u, PACKET_CONTROL);
    return tell(device, XHCI_TRB_ADDRESS_DEVICE);
}

static int memory_take(struct xhci_device *device)
{
    paddr_t address;

    device->output = xhci_page_take(device->xhci, 0, &address);
    device->input = xhci_page_take(device->xhci, 0, &address);
    device->buffer = xhci_page_take(device->xhci, 0, &address);
    if (device->output == NULL || device->input == NULL || device->buffer == NULL)
        return -E_NOSPACE;
    return xhci_ring_make(device->xhci, &device->control.ring, true);
}

static void memory_give(struct xhci_device *device)
{
    xhci_page_give(device->output, 0);
    xhci_page_give(device->input, 0);
    xhci_page_give(device->buffer, 0);
    xhci_page_give(device->control.ring.trbs, 0);
    xhci_page_give(device->interrupt.ring.trbs, 0);
    xhci_page_give(device->interrupt.buffers, 0);
    kfree(device);
}

/* Makes the slot known to xhci_serve(), or forgotten. */
static void slot_set(struct xhci *xhci, unsigned slot, struct xhci_device *device)
{
    const uint64_t flags = spin_lock(&xhci->lock);

    xhci->devices[slot] = device;
    spin_unlock(&xhci->lock, flags);
}

static int slot_take(struct xhci_device *device)
{
    struct xhci *xhci = device->xhci;
    const struct xhci_protocol *protocol = xhci_port_protocol(xhci, device->place.root_port);
    uint32_t control = FIELD_SET(XHCI_TRB_TYPE, 0u, XHCI_TRB_ENABLE_SLOT);
    unsigned slot;
    int result;

    control = FIELD_SET(XHCI_TRB_SLOT_TYPE, control, protocol != NULL ? protocol->slot_type : 0u);
    result = xhci_command(xhci, (struct xhci_trb){ 0, 0, control });
    if (result != 0)
        return result;
    slot = FIELD_GET(XHCI_TRB_SLOT, xhci->command_control);
    if (slot == 0 || slot > xhci->slots || xhci->devices[slot] != NULL) {
        log_warning("usb: %s: gives slot %u, which cannot be", xhci->name, slot);
        return -E_RANGE;
    }
    device->slot = slot;
    xhci->contexts[slot] = xhci_page_address(device->output);
    slot_set(xhci, slot, device);
    return 0;
}

struct xhci_device *xhci_device_new(struct xhci *xhci, const struct xhci_place *place, int *result)
{
    struct xhci_device *device = kzalloc(sizeof(*device));

    *result = -E_NOSPACE;
    if (device == NULL)
        return NULL;
    device->xhci = xhci;
    device->place = *place;
    device->control.number = XHCI_ENDPOINT_CONTROL;
    *result = memory_take(device);
    if (*result == 0)
        *result = slot_take(device);
    if (*result == 0)
        *result = address_give(device);
    if (*result == 0)
        return device;
    xhci_device_drop(device);
    return NULL;
}

void xhci_device_drop(struct xhci_device *device)
{
    struct xhci *xhci = device->xhci;
    uint32_t control = FIELD_SET(XHCI_TRB_TYPE, 0u, XHCI_TRB_DISABLE_SLOT);
    int result = 0;

    if (device->slot != 0) {
        control = FIELD_SET(XHCI_TRB_SLOT, control, device->slot);
        result = xhci_command(xhci, (struct xhci_trb){ 0, 0, control });
        slot_set(xhci, device->slot, NULL);
        if (result == 0)
            xhci->contexts[device->slot] = 0;
    }
    if (result == 0)
        memory_give(device);
    else
        log_debug("usb: %s: keeps the memory of slot %u", xhci->name, device->slot);
}

int xhci_device_set_packet(struct xhci_device *device, unsigned bytes)
{
    if (bytes == first_packet(device->place.speed))
        return 0;
    input_begin(device, 1u << XHCI_ENDPOINT_CONTROL);
    endpoint_fill(input_of(device, XHCI_ENDPOINT_CONTROL), XHCI_TYPE_CONTROL, bytes,
                  &device->control.ring);
    return tell(device, XHCI_TRB_EVALUATE);
}

int xhci_device_is_hub(struct xhci_device *device, const struct usb_hub *hub)
{
    uint32_t *slot;

    input_begin(device, 1u << XHCI_CONTEXT_SLOT);
    slot = slot_copy(device);
    slot[0] |= XHCI_SLOT_IS_HUB;
    slot[1] = FIELD_SET(XHCI_SLOT_HUB_PORTS, slot[1], (uint32_t)hub->ports);
    if (device->place.speed == USB_SPEED_HIGH)
        slot[2] = FIELD_SET(XHCI_SLOT_THINK_TIME, slot[2], (uint32_t)hub->think_time);
    return tell(device,
                device->xhci->version < VERSION_CONFIGURE ? XHCI_TRB_EVALUATE : XHCI_TRB_CONFIGURE);
}

int xhci_device_add(struct xhci_device *device, const struct xhci_endpoint *endpoint,
                    unsigned interval)
{
    uint32_t *slot, *context;

    input_begin(device, 1u << XHCI_CONTEXT_SLOT | 1u << endpoint->number);
    slot = slot_copy(device);
    slot[0] = FIELD_SET(XHCI_SLOT_ENTRIES, slot[0], endpoint->number);
    context = input_of(device, endpoint->number);
    context[0] = FIELD_SET(XHCI_ENDPOINT_INTERVAL, 0u, interval);
    endpoint_fill(context, XHCI_TYPE_INTERRUPT_IN, endpoint->packet_bytes, &endpoint->ring);
    context[4] = FIELD_SET(XHCI_ENDPOINT_AVERAGE, 0u, endpoint->packet_bytes);
    context[4] = FIELD_SET(XHCI_ENDPOINT_PAYLOAD, context[4], endpoint->packet_bytes);
    return tell(device, XHCI_TRB_CONFIGURE);
}
