/* SPDX-License-Identifier: MIT */
/*
 * dev/usb_hub.c — the ports of a hub (USB 2.0 chapter 11): power, what changed there, reset.
 *
 * A hub sends a bit for each port with news; bit 0, the hub's own, tells nothing that is of use here. What
 * it sent only says where to look.
 */
#include "dev/clock.h"
#include "dev/usb.h"
#include "dev/usb_request.h"
#include "fmt/usb_regs.h"
#include "lib/error.h"
#include "lib/log.h"
#include "task/thread.h"

#define NS_PER_MS      1000000ull
#define HUB_BYTES_MAX  71  /* a descriptor of 255 ports */
#define RESET_MS       800 /* a hub takes 10 to 20 */
#define RESET_LOOK_MS  5
#define STEADY_LOOK_MS 25
#define STEADY_MOST_MS 2000 /* a contact that goes on chattering is tried as it is */
#define TRIES          3
#define FAILURES_MAX   8

/* As many bits as a hub here can have ports, and its own. */
static void news_came(void *context, const uint8_t *bytes, size_t size)
{
    struct usb_device *device = context;
    uint32_t news = 0;

    for (size_t i = 0; i < size && i < sizeof(news); i++)
        news |= (uint32_t)bytes[i] << 8 * i;
    __atomic_fetch_or(&device->news, news, __ATOMIC_RELEASE);
    usb_wake();
}

int usb_hub_begin(struct usb_device *device, const struct usb_function *function)
{
    uint8_t bytes[HUB_BYTES_MAX];
    int result = xhci_listen(device->slot, function, news_came, device);

    if (result == 0)
        result = usb_set_configuration(device->slot, function->configuration);
    if (result == 0)
        result = usb_get_hub_descriptor(device->slot, bytes, sizeof(bytes));
    if (result >= 0)
        result = usb_hub_parse(&device->hub, bytes, (size_t)result);
    if (result == 0)
        result = xhci_device_is_hub(device->slot, &device->hub);
    if (result != 0)
        return result;
    device->needs_time = true;
    usb_wake();
    return 0;
}

/* Out of the way of usb_attach(), so that a hub is listed before it is waited for. */
static void ports_power(struct usb_device *device)
{
    const unsigned good_ms = device->hub.power_good_ms;

    device->needs_time = false;
    for (unsigned port = 1; port <= device->hub.ports; port++)
        if (usb_port_set(device->slot, port, USB_PORT_POWER) < 0)
            log_debug("usb: %s: port %u takes no power", device->view.path, port);
    thread_sleep_ms(good_ms > USB_DEBOUNCE_MS ? good_ms : USB_DEBOUNCE_MS);
    for (unsigned port = 1; port <= device->hub.ports; port++)
        device->news |= 1u << port;
    xhci_listen_begin(device->slot);
}

static int status_take(struct usb_device *device, unsigned port, uint32_t *status)
{
    const int result = usb_port_get_status(device->slot, port, status);

    for (unsigned i = 0; result == 0 && i < USB_PORT_CHANGES_COUNT; i++)
        if (*status & 1u << (USB_PORT_CHANGES + i))
            usb_port_clear(device->slot, port, USB_PORT_CHANGES + i);
    return result;
}

/* Waits until a contact has been as it is for a while. */
static int steady_await(struct usb_device *device, unsigned port, uint32_t *status)
{
    unsigned steady_ms = 0, all_ms = 0;

    while (steady_ms < USB_DEBOUNCE_MS && all_ms < STEADY_MOST_MS) {
        int result;

        thread_sleep_ms(STEADY_LOOK_MS);
        result = status_take(device, port, status);
        if (result != 0)
            return result;
        steady_ms = *status & USB_PORT_HAS_RECONNECTED ? 0 : steady_ms + STEADY_LOOK_MS;
        all_ms += STEADY_LOOK_MS;
    }
    return *status & USB_PORT_IS_CONNECTED ? 0 : -E_NODEV;
}

static int port_reset(struct usb_device *device, unsigned port, uint32_t *status)
{
    const uint64_t end_ns = clock_now_ns() + RESET_MS * NS_PER_MS;
    int result = usb_port_set(device->slot, port, USB_PORT_RESET);

    while (result == 0) {
        thread_sleep_ms(RESET_LOOK_MS);
        result = status_take(device, port, status);
        if (result != 0 || !(*status & USB_PORT_IS_RESETTING))
            break;
        if (clock_now_ns() >= end_ns)
            return -E_TIMEOUT;
    }
    if (result != 0)
        return result;
    thread_sleep_ms(USB_RESET_RECOVERY_MS);
    if (!(*status & USB_PORT_IS_CONNECTED))
        return -E_NODEV;
    return *status & USB_PORT_IS_ENABLED ? 0 : -E_IO;
}

static enum usb_speed speed_of(const struct usb_device *hub, uint32_t status)
{
    if (status & USB_PORT_IS_LOW_SPEED)
        return USB_SPEED_LOW;
    if (status & USB_PORT_IS_HIGH_SPEED && hub->view.speed == USB_SPEED_HIGH)
        return USB_SPEED_HIGH;
    return USB_SPEED_FULL;
}

static void port_fill(struct usb_device *device, unsigned port)
{
    int result = -E_NODEV;

    for (unsigned i = 0; i < TRIES; i++) {
        uint32_t status;

        result = port_reset(device, port, &status);
        if (result == 0)
            result = usb_attach(device->bus, device, port, speed_of(device, status), 0);
        if (result == 0 || result == -E_NODEV || result == -E_RANGE)
            break;
    }
    if (result != 0 && result != -E_NODEV)
        usb_port_complain(device->bus, device, port, result);
}

static void port_look(struct usb_device *device, unsigned port)
{
    struct usb_device *there = usb_device_at(device->bus, device, port);
    uint32_t status;

    if (status_take(device, port, &status) != 0)
        return;
    if (status & USB_PORT_IS_OVER_CURRENT)
        log_warning("usb: %s: port %u draws too much current", device->view.path, port);
    if (there != NULL && (status & USB_PORT_IS_CONNECTED) && (status & USB_PORT_IS_ENABLED) &&
        !(status & USB_PORT_HAS_RECONNECTED))
        return;
    if (there != NULL)
        usb_detach(there);
    if (!(status & USB_PORT_IS_CONNECTED) || steady_await(device, port, &status) != 0)
        return;
    port_fill(device, port);
}

static void mend(struct usb_device *device)
{
    if (device->failures++ == FAILURES_MAX)
        log_warning("usb: %s: fails again and again (%s); no news from it any more",
                    device->view.path, xhci_code_name(device->slot->interrupt.code));
    if (device->failures > FAILURES_MAX)
        return;
    if (xhci_listen_again(device->slot) < 0)
        device->slot->interrupt.is_halted = true; /* to be tried again */
}

void usb_hub_look(struct usb_device *device)
{
    uint32_t news;

    if (device->needs_time)
        ports_power(device);
    if (device->slot->interrupt.is_halted)
        mend(device);
    news = __atomic_exchange_n(&device->news, 0, __ATOMIC_ACQUIRE);
    for (unsigned port = 1; port <= device->hub.ports; port++)
        if (news & 1u << port)
            port_look(device, port);
}
