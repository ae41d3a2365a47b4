/* SPDX-License-Identifier: MIT */
/*
 * dev/usb_device.c — getting to know a device, and forgetting it with all behind it (USB 2.0 9.1, xHCI 1.2
 * 4.3).
 *
 * Any device is listed; a hub and a keyboard are also configured. What a device says is read with the
 * length it came with, and believed as far as it makes sense.
 */
#include "dev/usb.h"
#include "dev/usb_keyboard.h"
#include "dev/usb_request.h"
#include "fmt/usb_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"
#include "mm/heap.h"
#include "task/thread.h"

#define DEPTH_MAX        5 /* hubs behind each other (USB 2.0 4.1.1) */
#define ROUTE_SHIFT      4
#define CONFIG_MAX       1024 /* what is behind is not looked at */
#define LANGUAGE_US      0x0409
#define SUPER_PACKET_LOG 9u
#define LANGUAGE_BYTES   4

static const struct usb_wanted keyboard_wanted = { USB_CLASS_HID, USB_SUBCLASS_BOOT,
                                                   USB_PROTOCOL_KEYBOARD };
static const struct usb_wanted hub_wanted = { USB_CLASS_HUB, -1, -1 };

static void path_make(struct usb_device *device)
{
    char *path = device->view.path;

    if (device->parent == NULL)
        print_format(path, USB_PATH_MAX, "%u-%u", device->bus->number, device->port);
    else
        print_format(path, USB_PATH_MAX, "%s.%u", device->parent->view.path, device->port);
}

/* Low and full speed behind a hub of high speed go through a translator in it. */
static void place_make(struct xhci_place *place, const struct usb_device *parent, unsigned port,
                       enum usb_speed speed, unsigned speed_number)
{
    *place = (struct xhci_place){ .root_port = port, .speed_number = speed_number, .speed = speed };
    if (parent == NULL)
        return;
    place->root_port = parent->slot->place.root_port;
    place->speed_number = speed;
    place->route = parent->slot->place.route | port << ROUTE_SHIFT * parent->depth;
    if (speed != USB_SPEED_FULL && speed != USB_SPEED_LOW)
        return;
    if (parent->slot->place.speed == USB_SPEED_HIGH) {
        place->translator_slot = parent->slot->slot;
        place->translator_port = port;
    } else {
        place->translator_slot = parent->slot->place.translator_slot;
        place->translator_port = parent->slot->place.translator_port;
    }
}

/* The sizes of packets that a speed allows (USB 2.0 5.5.3, USB 3.2 9.6.1). */
static unsigned packet_bytes(enum usb_speed speed, unsigned coded)
{
    if (speed == USB_SPEED_SUPER)
        return coded == SUPER_PACKET_LOG ? 1u << coded : 0;
    if (speed == USB_SPEED_HIGH)
        return coded == 64 ? coded : 0;
    if (speed == USB_SPEED_LOW)
        return coded == 8 ? coded : 0;
    return coded == 8 || coded == 16 || coded == 32 || coded == 64 ? coded : 0;
}

/* Endpoint 0's packets first, as the rest comes in them. */
static int identity_read(struct usb_device *device)
{
    uint8_t bytes[USB_DEVICE_BYTES];
    int got = usb_get_descriptor(device->slot, USB_TYPE_DEVICE, 0, 0, bytes, USB_DEVICE_PACKET_END);
    unsigned packet;

    if (got < 0)
        return got;
    got = usb_first_packet(bytes, (size_t)got);
    packet = got < 0 ? 0 : packet_bytes(device->view.speed, (unsigned)got);
    if (packet == 0)
        return -E_INVAL;
    got = xhci_device_set_packet(device->slot, packet);
    if (got == 0)
        got = usb_get_descriptor(device->slot, USB_TYPE_DEVICE, 0, 0, bytes, sizeof(bytes));
    if (got < 0)
        return got;
    return usb_identity_parse(&device->view.identity, bytes, (size_t)got);
}

static void name_read(struct usb_device *device)
{
    const struct usb_identity *identity = &device->view.identity;
    char maker[USB_TEXT_MAX], name[USB_TEXT_MAX];
    uint8_t languages[LANGUAGE_BYTES];
    unsigned language = LANGUAGE_US;

    if (identity->maker_string == 0 && identity->name_string == 0)
        return;
    if (usb_get_descriptor(device->slot, USB_TYPE_STRING, 0, 0, languages, sizeof(languages)) ==
        LANGUAGE_BYTES)
        language = bytes_u16(languages + 2);
    usb_get_text(device->slot, identity->maker_string, language, maker, sizeof(maker));
    usb_get_text(device->slot, identity->name_string, language, name, sizeof(name));
    print_format(device->view.name, USB_NAME_MAX, "%s%s%s", maker,
                 maker[0] != '\0' && name[0] != '\0' ? " " : "", name);
}

/* The first configuration, as much of it as is looked at; its size, or an error. */
static int configuration_read(struct usb_device *device, uint8_t *bytes)
{
    int got = usb_get_descriptor(device->slot, USB_TYPE_CONFIGURATION, 0, 0, bytes,
                                 USB_CONFIGURATION_BYTES);
    int length;

    if (got < 0)
        return got;
    length = usb_configuration_length(bytes, (size_t)got);
    if (length < 0)
        return length;
    return usb_get_descriptor(device->slot, USB_TYPE_CONFIGURATION, 0, 0, bytes,
                              length < CONFIG_MAX ? (size_t)length : CONFIG_MAX);
}

/* Finds out what it is good for. What is neither hub nor keyboard stays unconfigured, which is well. */
static int use(struct usb_device *device, const uint8_t *bytes, size_t size)
{
    struct usb_view *view = &device->view;
    struct usb_function function;
    int result;

    view->class = view->identity.class;
    if (view->class == 0) {
        const int first = usb_first_class(bytes, size);

        view->class = first < 0 ? 0 : (uint8_t)first;
    }
    if (view->identity.class == USB_CLASS_HUB && view->speed != USB_SPEED_SUPER &&
        usb_function_find(&function, &hub_wanted, bytes, size) == 0) {
        result = usb_hub_begin(device, &function);
        if (result == 0)
            view->kind = USB_HUB;
        return result;
    }
    if (usb_function_find(&function, &keyboard_wanted, bytes, size) != 0)
        return 0;
    result = usb_keyboard_begin(device, &function);
    if (result == 0)
        view->kind = USB_KEYBOARD;
    return result;
}

static int get_to_know(struct usb_device *device)
{
    uint8_t *bytes;
    int result;

    thread_sleep_ms(USB_RESET_RECOVERY_MS); /* for the address (USB 2.0 9.2.6.3) */
    result = identity_read(device);
    if (result != 0)
        return result;
    name_read(device);
    bytes = kmalloc(CONFIG_MAX);
    if (bytes == NULL)
        return -E_NOSPACE;
    result = configuration_read(device, bytes);
    if (result >= 0)
        result = use(device, bytes, (size_t)result);
    kfree(bytes);
    return result;
}

static void tell(const struct usb_device *device)
{
    static const char *const kinds[] = { "", ", a hub", ", a keyboard" };
    const struct usb_view *view = &device->view;

    log_info("usb: %s: %04x:%04x %s, %s%s", view->path, view->identity.vendor,
             view->identity.product, view->name[0] != '\0' ? view->name : "without a name",
             usb_speed_name(view->speed), kinds[view->kind]);
}

static void forget(struct usb_device *device)
{
    usb_keyboard_end(device);
    if (device->slot != NULL)
        xhci_device_drop(device->slot);
    kfree(device);
}

int usb_attach(struct usb_bus *bus, struct usb_device *parent, unsigned port, enum usb_speed speed,
               unsigned speed_number)
{
    struct usb_device *device;
    struct xhci_place place;
    int result;

    if (parent != NULL && parent->depth == DEPTH_MAX)
        return -E_RANGE;
    device = kzalloc(sizeof(*device));
    if (device == NULL)
        return -E_NOSPACE;
    place_make(&place, parent, port, speed, speed_number);
    device->bus = bus;
    device->parent = parent;
    device->port = port;
    device->depth = parent != NULL ? parent->depth + 1 : 0;
    device->view.bus = bus->number;
    device->view.root_port = place.root_port;
    device->view.speed = speed;
    path_make(device);
    device->slot = xhci_device_new(&bus->xhci, &place, &result);
    if (device->slot != NULL)
        result = get_to_know(device);
    if (result == 0)
        result = usb_publish(device);
    if (result == 0)
        tell(device);
    else
        forget(device);
    return result;
}

/* What hangs behind is marked, hub by hub, until nothing new is found. */
static void mark_behind(struct usb_device *device)
{
    struct usb_bus *bus = device->bus;
    bool has_found = true;

    device->is_gone = true;
    while (has_found) {
        has_found = false;
        for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++) {
            struct usb_device *other = bus->devices[i];

            if (other == NULL || other->is_gone || other->parent == NULL || !other->parent->is_gone)
                continue;
            other->is_gone = true;
            has_found = true;
        }
    }
}

void usb_detach(struct usb_device *device)
{
    struct usb_bus *bus = device->bus;

    mark_behind(device);
    for (unsigned i = 0; i < ARRAY_SIZE(bus->devices); i++) {
        struct usb_device *gone = bus->devices[i];

        if (gone == NULL || !gone->is_gone)
            continue;
        log_info("usb: %s: unplugged", gone->view.path);
        usb_unpublish(gone);
        forget(gone);
    }
}
