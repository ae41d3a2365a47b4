/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_transfer.c — requests to endpoint 0, and listening to an endpoint that sends by itself (xHCI
 * 1.2 4.11, 4.10.2, 4.8.3).
 *
 * Several buffers wait at the controller, so that a keyboard is asked as often as it wants to be,
 * however late this side looks. A failed endpoint is halted: nothing goes on there until it was reset and
 * told where to go on.
 */
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "fmt/usb_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/mem.h"
#include "mm/frame.h"

#define REQUEST_MS    2000
#define BUFFERS       8
#define BUFFER_BYTES  (FRAME_BYTES / BUFFERS)
#define INTERVAL_MOST 15u /* as a power of two times 125 us (6.2.3.6) */
#define FRAME_SHIFT   3u  /* a frame is 8 of these */

static int endpoint_command(struct xhci_device *device, const struct xhci_endpoint *endpoint,
                            unsigned type, uint64_t parameter)
{
    uint32_t control = FIELD_SET(XHCI_TRB_TYPE, 0u, type);

    control = FIELD_SET(XHCI_TRB_ENDPOINT, control, endpoint->number);
    control = FIELD_SET(XHCI_TRB_SLOT, control, device->slot);
    return xhci_command(device->xhci, (struct xhci_trb){ parameter, 0, control });
}

/* Has the endpoint begin again with an empty ring. */
static int endpoint_restart(struct xhci_device *device, struct xhci_endpoint *endpoint,
                            unsigned command)
{
    uint64_t flags;
    int result = endpoint_command(device, endpoint, command, 0);

    if (result == -E_TIMEOUT || result == -E_NODEV)
        return result;
    flags = spin_lock(&device->xhci->lock);
    xhci_ring_clear(&endpoint->ring);
    endpoint->is_halted = false;
    spin_unlock(&device->xhci->lock, flags);
    return endpoint_command(device, endpoint, XHCI_TRB_SET_DEQUEUE,
                            endpoint->ring.address | XHCI_DEQUEUE_CYCLE);
}

/* ---- requests -------------------------------------------------------------------------------- */

static void request_put(struct xhci_device *device, const struct usb_request *request)
{
    struct xhci_endpoint *endpoint = &device->control;
    const bool is_in = request->type & USB_FROM_DEVICE;
    const uint32_t kind = request->length == 0 ? XHCI_SETUP_NO_DATA
                          : is_in              ? XHCI_SETUP_IN
                                               : XHCI_SETUP_OUT;
    struct xhci_trb setup = {
        .parameter = request->type | (uint32_t)request->request << 8 |
                     (uint32_t)request->value << 16 | (uint64_t)request->index << 32 |
                     (uint64_t)request->length << 48,
        .status = XHCI_SETUP_BYTES,
        .control = XHCI_TRB_IMMEDIATE,
    };
    struct xhci_trb data = { xhci_page_address(device->buffer), request->length, XHCI_TRB_SHORT };
    struct xhci_trb status = { 0, 0, XHCI_TRB_EVENT };

    setup.control = FIELD_SET(XHCI_TRB_TYPE, setup.control, XHCI_TRB_SETUP);
    setup.control = FIELD_SET(XHCI_TRB_SETUP_DATA, setup.control, kind);
    data.control = FIELD_SET(XHCI_TRB_TYPE, data.control, XHCI_TRB_DATA);
    status.control = FIELD_SET(XHCI_TRB_TYPE, status.control, XHCI_TRB_STATUS);
    if (is_in && request->length > 0)
        data.control |= XHCI_TRB_FROM_DEVICE;
    else
        status.control |= XHCI_TRB_FROM_DEVICE;
    endpoint->is_done = false;
    endpoint->left = 0;
    xhci_ring_put(&endpoint->ring, setup);
    if (request->length > 0)
        xhci_ring_put(&endpoint->ring, data);
    endpoint->last = xhci_ring_put(&endpoint->ring, status);
}

int xhci_request(struct xhci_device *device, const struct usb_request *request, void *data)
{
    struct xhci *xhci = device->xhci;
    struct xhci_endpoint *endpoint = &device->control;
    const bool is_in = request->type & USB_FROM_DEVICE;
    uint64_t flags;
    unsigned moved;

    if (request->length > XHCI_DATA_MAX)
        return -E_RANGE;
    if (xhci->is_dead)
        return -E_NODEV;
    if (!is_in && request->length > 0)
        memcpy(device->buffer, data, request->length);
    flags = spin_lock(&xhci->lock);
    request_put(device, request);
    spin_unlock(&xhci->lock, flags);
    xhci_doorbell(xhci, device->slot, endpoint->number);
    if (!xhci_await(xhci, &endpoint->is_done, REQUEST_MS)) {
        endpoint_restart(device, endpoint, XHCI_TRB_STOP_ENDPOINT);
        return -E_TIMEOUT;
    }
    if (endpoint->code != XHCI_CODE_SUCCESS && endpoint->code != XHCI_CODE_SHORT_PACKET) {
        endpoint_restart(device, endpoint, XHCI_TRB_RESET_ENDPOINT);
        xhci->failure = endpoint->code;
        return -E_IO;
    }
    moved = endpoint->left < request->length ? request->length - endpoint->left : 0;
    if (is_in && moved > 0)
        memcpy(data, device->buffer, moved);
    return (int)moved;
}

/* A short data stage is told before the status stage, which ends it. */
static void control_event(struct xhci_endpoint *endpoint, const struct xhci_trb *event)
{
    const unsigned code = FIELD_GET(XHCI_EVENT_CODE, event->status);
    const int number = xhci_ring_find(&endpoint->ring, event->parameter);

    if (code >= XHCI_CODE_STOPPED && code <= XHCI_CODE_STOPPED_SHORT)
        return;
    if (code == XHCI_CODE_SHORT_PACKET && number != (int)endpoint->last) {
        endpoint->left = FIELD_GET(XHCI_EVENT_LENGTH, event->status);
        return;
    }
    if (code == XHCI_CODE_SUCCESS && number != (int)endpoint->last)
        return;
    endpoint->code = (uint8_t)code;
    __atomic_store_n(&endpoint->is_done, true, __ATOMIC_RELEASE);
}

/* ---- listening ------------------------------------------------------------------------------- */

/* Lets the controller fill a buffer. With the lock. */
static void buffer_put(struct xhci_endpoint *endpoint, uint64_t address)
{
    xhci_ring_put(&endpoint->ring,
                  (struct xhci_trb){
                      address, endpoint->packet_bytes,
                      FIELD_SET(XHCI_TRB_TYPE, XHCI_TRB_EVENT | XHCI_TRB_SHORT, XHCI_TRB_NORMAL) });
}

static void buffers_put(struct xhci_device *device)
{
    struct xhci_endpoint *endpoint = &device->interrupt;
    const uint64_t flags = spin_lock(&device->xhci->lock);

    for (unsigned i = 0; i < BUFFERS; i++)
        buffer_put(endpoint, xhci_page_address(endpoint->buffers) + i * BUFFER_BYTES);
    spin_unlock(&device->xhci->lock, flags);
    xhci_doorbell(device->xhci, device->slot, endpoint->number);
}

static void interrupt_event(struct xhci_device *device, const struct xhci_trb *event)
{
    struct xhci_endpoint *endpoint = &device->interrupt;
    const unsigned code = FIELD_GET(XHCI_EVENT_CODE, event->status);
    const uint32_t left = FIELD_GET(XHCI_EVENT_LENGTH, event->status);
    const int number = xhci_ring_find(&endpoint->ring, event->parameter);
    uint64_t offset;

    if (code >= XHCI_CODE_STOPPED && code <= XHCI_CODE_STOPPED_SHORT)
        return;
    if (code != XHCI_CODE_SUCCESS && code != XHCI_CODE_SHORT_PACKET) {
        endpoint->code = (uint8_t)code;
        endpoint->is_halted = true;
        device->xhci->has_news();
        return;
    }
    if (number < 0)
        return;
    offset = endpoint->ring.trbs[number].parameter - xhci_page_address(endpoint->buffers);
    if (offset >= FRAME_BYTES || offset % BUFFER_BYTES != 0)
        return;
    if (left <= endpoint->packet_bytes)
        endpoint->report(endpoint->context, endpoint->buffers + offset,
                         endpoint->packet_bytes - left);
    buffer_put(endpoint, xhci_page_address(endpoint->buffers) + offset);
    xhci_doorbell(device->xhci, device->slot, endpoint->number);
}

void xhci_endpoint_event(struct xhci_device *device, const struct xhci_trb *event)
{
    const unsigned number = FIELD_GET(XHCI_TRB_ENDPOINT, event->control);

    if (number == device->control.number)
        control_event(&device->control, event);
    else if (number == device->interrupt.number && device->interrupt.buffers != NULL)
        interrupt_event(device, event);
}

/* Low and full speed count milliseconds, the others are powers of two already (6.2.3.6). */
static unsigned interval_of(enum usb_speed speed, unsigned coded)
{
    unsigned power = 0;

    if (speed == USB_SPEED_HIGH || speed == USB_SPEED_SUPER)
        return coded == 0 ? 0 : coded - 1 > INTERVAL_MOST ? INTERVAL_MOST : coded - 1;
    while (coded >> (power + 1) != 0)
        power++;
    return power + FRAME_SHIFT;
}

int xhci_listen(struct xhci_device *device, const struct usb_function *function,
                xhci_report_t report, void *context)
{
    struct xhci_endpoint *endpoint = &device->interrupt;
    paddr_t address;
    int result;

    if (function->packet_bytes == 0 || function->packet_bytes > BUFFER_BYTES)
        return -E_RANGE;
    endpoint->number = function->endpoint * 2u + 1;
    endpoint->packet_bytes = function->packet_bytes;
    endpoint->report = report;
    endpoint->context = context;
    result = xhci_ring_make(device->xhci, &endpoint->ring, true);
    if (result != 0)
        return result;
    /* With buffers it takes events, so they come last. */
    endpoint->buffers = xhci_page_take(device->xhci, 0, &address);
    if (endpoint->buffers == NULL)
        return -E_NOSPACE;
    return xhci_device_add(device, endpoint, interval_of(device->place.speed, function->interval));
}

void xhci_listen_begin(struct xhci_device *device)
{
    buffers_put(device);
}

int xhci_listen_again(struct xhci_device *device)
{
    struct xhci_endpoint *endpoint = &device->interrupt;
    const struct usb_request clear = {
        .type = USB_TO_DEVICE | USB_TO_ENDPOINT,
        .request = USB_CLEAR_FEATURE,
        .value = USB_ENDPOINT_HALT,
        .index = (uint16_t)(USB_ENDPOINT_IN | endpoint->number / 2),
    };
    int result = endpoint_restart(device, endpoint, XHCI_TRB_RESET_ENDPOINT);

    if (result == 0)
        result = xhci_request(device, &clear, NULL);
    if (result < 0)
        return result;
    buffers_put(device);
    return 0;
}
