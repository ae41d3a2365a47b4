/* SPDX-License-Identifier: MIT */
/*
 * dev/usb.c — the thread that has the controllers, and the list of what is plugged in.
 *
 * Only the thread changes the list; it does so under a lock, as others read it.
 */
#include "dev/usb.h"

#include "dev/clock.h"
#include "dev/tick.h"
#include "dev/usb_keyboard.h"
#include "dev/xhci_regs.h"
#include "fmt/pci_regs.h"
#include "fmt/usb_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "lib/str.h"
#include "mm/heap.h"
#include "task/thread.h"
#include "task/wait.h"

#define NS_PER_MS      1000000ull
#define LOOK_MS        1000 /* without news: whether the controllers are well */
#define STEADY_LOOK_MS 25
#define STEADY_MOST_MS 2000 /* a contact that goes on chattering is tried as it is */
#define TRIES          3
#define AWAIT_LOOK_MS  10

static struct usb_bus *buses[USB_BUSES_MAX];
static unsigned bus_count;
static struct spinlock list_lock = SPINLOCK("USB devices");
static struct wait_queue thread_waits;
static bool has_news, is_settled, is_off;

void usb_wake(void)
{
    __atomic_store_n(&has_news, true, __ATOMIC_RELEASE);
    wait_wake_all(&thread_waits);
}

static bool news_take(void *context)
{
    (void)context;
    return __atomic_exchange_n(&has_news, false, __ATOMIC_ACQUIRE);
}

/* Every beat, also where controllers interrupt: nothing is lost then, only late. */
static void beat(void)
{
    for (unsigned i = 0; i < bus_count; i++)
        if (__atomic_load_n(&buses[i]->is_started, __ATOMIC_ACQUIRE))
            xhci_serve(&buses[i]->xhci);
    usb_keyboard_beat();
}

/* ---- the list -------------------------------------------------------------------------------- */

int usb_publish(struct usb_device *device)
{
    const uint64_t flags = spin_lock(&list_lock);
    struct usb_device **at = device->bus->devices;
    unsigned i = 0;

    while (i < ARRAY_SIZE(device->bus->devices) && at[i] != NULL)
        i++;
    if (i < ARRAY_SIZE(device->bus->devices))
        at[i] = device;
    spin_unlock(&list_lock, flags);
    return i < ARRAY_SIZE(device->bus->devices) ? 0 : -E_NOSPACE;
}

void usb_unpublish(struct usb_device *device)
{
    const uint64_t flags = spin_lock(&list_lock);

    for (unsigned i = 0; i < ARRAY_SIZE(device->bus->devices); i++)
        if (device->bus->devices[i] == device)
            device->bus->devices[i] = NULL;
    spin_unlock(&list_lock, flags);
}

struct usb_device *usb_device_at(const struct usb_bus *bus, const struct usb_device *parent,
                                 unsigned port)
{
    for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++)
        if (bus->devices[i] != NULL && bus->devices[i]->parent == parent &&
            bus->devices[i]->port == port)
            return bus->devices[i];
    return NULL;
}

unsigned usb_list(struct usb_view *views, unsigned most)
{
    const uint64_t flags = spin_lock(&list_lock);
    unsigned count = 0;

    for (unsigned b = 0; b < bus_count; b++)
        for (unsigned i = 0; i < ARRAY_SIZE(buses[b]->devices); i++) {
            if (buses[b]->devices[i] == NULL)
                continue;
            if (count < most)
                views[count] = buses[b]->devices[i]->view;
            count++;
        }
    spin_unlock(&list_lock, flags);
    return count;
}

const struct xhci *usb_controller(unsigned index)
{
    return index < bus_count ? &buses[index]->xhci : NULL;
}

bool usb_is_off(void)
{
    return is_off;
}

bool usb_await(unsigned ms)
{
    const uint64_t end_ns = clock_now_ns() + ms * NS_PER_MS;

    while (bus_count > 0 && !__atomic_load_n(&is_settled, __ATOMIC_ACQUIRE)) {
        if (clock_now_ns() >= end_ns)
            return false;
        thread_sleep_ms(AWAIT_LOOK_MS);
    }
    return true;
}

void usb_port_complain(const struct usb_bus *bus, const struct usb_device *parent, unsigned port,
                       int result)
{
    const char *detail = result == -E_IO ? xhci_code_name(bus->xhci.failure) : error_name(result);

    if (parent != NULL)
        log_warning("usb: %s: what is at port %u cannot be used: %s", parent->view.path, port,
                    detail);
    else
        log_warning("usb: bus %u: what is at port %u cannot be used: %s", bus->number, port,
                    detail);
}

/* ---- the controllers' own ports -------------------------------------------------------------- */

/* Waits until a contact has been as it is for a while. */
static bool is_steady(struct usb_bus *bus, unsigned port)
{
    unsigned steady_ms = 0, all_ms = 0;

    while (steady_ms < USB_DEBOUNCE_MS && all_ms < STEADY_MOST_MS) {
        thread_sleep_ms(STEADY_LOOK_MS);
        steady_ms = xhci_port_take_changes(&bus->xhci, port) & XHCI_PORT_CONNECT_CHANGE
                        ? 0
                        : steady_ms + STEADY_LOOK_MS;
        all_ms += STEADY_LOOK_MS;
    }
    return xhci_port_status(&bus->xhci, port) & XHCI_PORT_CONNECTED;
}

static void port_fill(struct usb_bus *bus, unsigned port)
{
    int result = -E_NODEV;

    for (unsigned i = 0; i < TRIES; i++) {
        result = xhci_port_reset(&bus->xhci, port);
        if (result == 0) {
            const unsigned number = FIELD_GET(XHCI_PORT_SPEED, xhci_port_status(&bus->xhci, port));
            const struct xhci_protocol *protocol = xhci_port_protocol(&bus->xhci, port);

            result = usb_attach(bus, NULL, port, xhci_speed_of(protocol, number), number);
        }
        if (result == 0 || result == -E_NODEV)
            break;
    }
    if (result != 0 && result != -E_NODEV)
        usb_port_complain(bus, NULL, port, result);
}

static void port_look(struct usb_bus *bus, unsigned port, bool is_start)
{
    struct usb_device *there = usb_device_at(bus, NULL, port);
    const uint32_t changes = xhci_port_take_changes(&bus->xhci, port);
    const uint32_t status = xhci_port_status(&bus->xhci, port);

    if (status & XHCI_PORT_OVER_CURRENT)
        log_warning("usb: bus %u: port %u draws too much current", bus->number, port);
    if (there != NULL && (status & XHCI_PORT_CONNECTED) && (status & XHCI_PORT_ENABLED) &&
        !(changes & XHCI_PORT_CONNECT_CHANGE))
        return;
    if (there != NULL)
        usb_detach(there);
    if (!(status & XHCI_PORT_CONNECTED) || (!is_start && !is_steady(bus, port)))
        return;
    port_fill(bus, port);
}

/* ---- the thread ------------------------------------------------------------------------------ */

static void devices_look(struct usb_bus *bus)
{
    for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++) {
        struct usb_device *device = bus->devices[i];

        if (device != NULL && device->view.kind == USB_HUB)
            usb_hub_look(device);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++) {
        struct usb_device *device = bus->devices[i];

        if (device != NULL && device->view.kind == USB_KEYBOARD)
            usb_keyboard_look(device);
    }
}

static void bus_leave(struct usb_bus *bus)
{
    for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++)
        if (bus->devices[i] != NULL)
            usb_detach(bus->devices[i]);
}

static void bus_look(struct usb_bus *bus)
{
    if (!bus->is_started)
        return;
    if (!xhci_is_well(&bus->xhci)) {
        bus_leave(bus);
        return;
    }
    xhci_serve(&bus->xhci);
    for (unsigned port = 1; port <= bus->xhci.ports; port++)
        if (xhci_port_has_news(&bus->xhci, port))
            port_look(bus, port, false);
    devices_look(bus);
}

static void bus_start(struct usb_bus *bus)
{
    struct xhci *xhci = &bus->xhci;

    if (xhci_start(xhci) != 0)
        return;
    __atomic_store_n(&bus->is_started, true, __ATOMIC_RELEASE);
    for (unsigned port = 1; port <= xhci->ports; port++)
        xhci_port_power(xhci, port);
    log_info("usb: bus %u: xHCI %x.%02x at %s, %u ports, %u-bit addresses", bus->number,
             xhci->version >> 8, xhci->version & 0xff, xhci->name, xhci->ports,
             xhci->is_64bit ? 64 : 32);
}

/* Firmware lets go of all before any is reset, as it may drive several by one driver. */
static void buses_start(void)
{
    for (unsigned i = 0; i < bus_count; i++)
        xhci_take_over(&buses[i]->xhci);
    for (unsigned i = 0; i < bus_count; i++)
        bus_start(buses[i]);
    thread_sleep_ms(USB_DEBOUNCE_MS);
    for (unsigned i = 0; i < bus_count; i++)
        for (unsigned port = 1; buses[i]->is_started && port <= buses[i]->xhci.ports; port++) {
            xhci_port_has_news(&buses[i]->xhci, port);
            port_look(buses[i], port, true);
        }
}

static void run(void *context)
{
    (void)context;
    buses_start();
    for (;;) {
        const uint64_t until_ns = clock_now_ns() + LOOK_MS * NS_PER_MS;

        for (unsigned i = 0; i < bus_count; i++)
            bus_look(buses[i]);
        if (!__atomic_load_n(&has_news, __ATOMIC_ACQUIRE))
            __atomic_store_n(&is_settled, true, __ATOMIC_RELEASE);
        wait_until(&thread_waits, news_take, NULL, until_ns);
    }
}

static bool is_ours(const struct pci_function *function)
{
    const struct pci_header *header = &function->header;

    return header->class == PCI_CLASS_SERIAL_BUS && header->subclass == PCI_SUBCLASS_USB &&
           header->prog_if == PCI_USB_XHCI;
}

static void bus_add(const struct pci_function *function)
{
    struct usb_bus *bus = bus_count < USB_BUSES_MAX ? kzalloc(sizeof(*bus)) : NULL;

    if (bus == NULL) {
        log_warning("usb: no room for one more controller");
        return;
    }
    bus->number = bus_count + 1;
    bus->xhci.has_news = usb_wake;
    if (xhci_look(&bus->xhci, function) == 0)
        buses[bus_count++] = bus;
    else
        kfree(bus);
}

void usb_init(const char *word)
{
    const struct pci_function *function;

    is_off = word != NULL && str_equal(word, "off");
    if (word != NULL && !is_off)
        log_warning("usb: usb=%s is not known; only usb=off is", word);
    for (unsigned i = 0; (function = pci_function(i)) != NULL; i++) {
        if (!is_ours(function))
            continue;
        if (is_off)
            log_info("usb: the controllers are left alone (usb=off)");
        if (is_off)
            return;
        bus_add(function);
    }
    if (bus_count == 0)
        return;
    tick_add_chore(beat);
    if (thread_start("usb", run, NULL, THREAD_ANY_CORE) != 0)
        log_error("usb: no memory for its thread");
}
