/* SPDX-License-Identifier: MIT */
/*
 * dev/usb.h — what is plugged in at the USB host controllers of the xHCI kind, and keyboards among it.
 *
 * One thread, "usb", takes the controllers from firmware, finds out what is there, and follows what comes
 * and goes; nobody waits for it. Other controllers (EHCI, OHCI, UHCI) are left to firmware, whose own
 * keyboard driver may be using them.
 */
#pragma once

#include "dev/xhci.h"

#define USB_BUSES_MAX 8
#define USB_PATH_MAX  24 /* "1-3.2.1" */
#define USB_NAME_MAX  (2 * USB_TEXT_MAX)

enum usb_kind { USB_OTHER, USB_HUB, USB_KEYBOARD };

/*
 * Starts the thread where there is a controller, and returns at once. word is the command line's usb=,
 * NULL without: "off" leaves every controller as it is.
 */
void usb_init(const char *word);

/* Waits, for at most so many milliseconds, until all that was plugged in at start-up is known. */
bool usb_await(unsigned ms);

/* Whether usb=off was said. */
bool usb_is_off(void);

/* The controller of that number, NULL behind the last; only to be looked at. */
const struct xhci *usb_controller(unsigned index);

/* One device, for a listing. */
struct usb_view {
    unsigned bus; /* from 1: the controller's number and one */
    unsigned root_port;
    char path[USB_PATH_MAX], name[USB_NAME_MAX];
    struct usb_identity identity;
    enum usb_speed speed;
    enum usb_kind kind;
    uint8_t class; /* of the device, or of its first interface */
};

/* Stores up to most of them; returns how many there are. */
unsigned usb_list(struct usb_view *views, unsigned most);

/* ---- between the files of the driver; all but usb_wake() and usb_beat() by its thread ---- */

struct usb_bus;
struct usb_keyboard;

struct usb_device {
    struct usb_bus *bus;
    struct usb_device *parent; /* a hub, NULL at the controller's own port */
    unsigned port, depth;
    struct xhci_device *slot;
    struct usb_view view;
    struct usb_keyboard *keyboard;
    struct usb_hub hub;
    uint32_t news;   /* of a hub: bits of ports, set by what it sends */
    bool needs_time; /* of a hub: it has just been found, and its ports get power */
    unsigned failures;
    bool is_gone;
};

struct usb_bus {
    struct xhci xhci;
    unsigned number;
    bool is_started;
    struct usb_device *devices[XHCI_SLOTS_MAX];
};

/* Has the thread look what there is to do. From anywhere. */
void usb_wake(void);

/* The device at a port, NULL without one; parent NULL: of the controller. */
struct usb_device *usb_device_at(const struct usb_bus *bus, const struct usb_device *parent,
                                 unsigned port);

/* Puts a device on the list, or takes it off. 0, or -E_NOSPACE. */
int usb_publish(struct usb_device *device);
void usb_unpublish(struct usb_device *device);

/*
 * Gets to know a device that was just reset. speed_number is the controller's, for its own ports. 0,
 * or an error: then it is worth another try, unless that is -E_NODEV.
 */
int usb_attach(struct usb_bus *bus, struct usb_device *parent, unsigned port, enum usb_speed speed,
               unsigned speed_number);

/* Forgets a device and all behind it. */
void usb_detach(struct usb_device *device);

/* Says in the log that a port's device cannot be used, and why. */
void usb_port_complain(const struct usb_bus *bus, const struct usb_device *parent, unsigned port,
                       int result);

/* Makes a hub's ports usable; afterwards looks after those that have news. */
int usb_hub_begin(struct usb_device *device, const struct usb_function *function);
void usb_hub_look(struct usb_device *device);
