/* SPDX-License-Identifier: MIT */
/* shell/command_usb.c — the USB host controllers, their ports, and what is plugged in. */
#include "dev/usb.h"
#include "dev/usb_keyboard.h"
#include "dev/xhci_regs.h"
#include "fmt/usb_regs.h"
#include "lib/field.h"
#include "lib/print.h"
#include "mm/heap.h"
#include "shell/command.h"
#include "shell/output.h"

#define VIEWS_MAX 128

/* What it is, as far as its class tells. */
static const char *kind_of(const struct usb_view *view)
{
    if (view->kind == USB_KEYBOARD)
        return "keyboard";
    if (view->kind == USB_HUB || view->class == USB_CLASS_HUB)
        return "hub";
    if (view->class == USB_CLASS_HID)
        return "input";
    return view->class == USB_CLASS_STORAGE ? "storage" : "not used here";
}

static void controller_show(const struct xhci *xhci, unsigned number)
{
    output_print(
        "bus %u  %s xHCI %x.%02x, %u ports, %u devices at most, %lu events, %lu interrupts\n",
        number, xhci->name, xhci->version >> 8, xhci->version & 0xff, xhci->ports, xhci->slots,
        xhci->event_count, xhci->interrupt_count);
    if (xhci->is_dead)
        output_print("       given up: %s\n", xhci->why);
    else if (xhci->strange_events > 0)
        output_print("       %u events nobody waited for\n", xhci->strange_events);
}

static void device_show(const struct usb_view *view)
{
    output_print("  %-8s  %04x:%04x  %-12s %-10s %s\n", view->path, view->identity.vendor,
                 view->identity.product, usb_speed_name(view->speed), kind_of(view),
                 view->name[0] != '\0' ? view->name : "(without a name)");
}

static const char *protocol_name(const struct xhci *xhci, unsigned port)
{
    const struct xhci_protocol *protocol = xhci_port_protocol(xhci, port);

    return protocol == NULL ? "unknown" : protocol->major >= 3 ? "USB 3" : "USB 2";
}

static void ports_show(const struct xhci *xhci, unsigned number)
{
    for (unsigned port = 1; port <= xhci->ports && !output_is_stopped(); port++) {
        const uint32_t status = xhci_port_status(xhci, port);

        output_print("  %u-%-6u  %-7s  %s%s%s%s  (0x%08x)\n", number, port,
                     protocol_name(xhci, port),
                     status & XHCI_PORT_CONNECTED ? "connected" : "empty",
                     status & XHCI_PORT_ENABLED ? ", enabled" : "",
                     status & XHCI_PORT_POWER ? "" : ", without power",
                     status & XHCI_PORT_OVER_CURRENT ? ", too much current" : "", status);
    }
}

static void devices_show(const struct usb_view *views, unsigned count, unsigned bus)
{
    for (unsigned i = 0; i < count && !output_is_stopped(); i++)
        if (views[i].bus == bus)
            device_show(&views[i]);
}

int command_usb(unsigned count, const char *const words[])
{
    const bool is_verbose = count == 2 && words[1][0] == '-' && words[1][1] == 'v';
    struct usb_view *views;
    const struct xhci *xhci;
    unsigned found;

    if (count > 2 || (count == 2 && !is_verbose))
        return SHELL_USAGE;
    if (usb_controller(0) == NULL) {
        output_complain(usb_is_off() ? "usb: the controllers are left alone (usb=off)"
                                     : "usb: there is no xHCI controller");
        return SHELL_FAILED;
    }
    views = kmalloc(VIEWS_MAX * sizeof(*views));
    if (views == NULL)
        return SHELL_FAILED;
    found = usb_list(views, VIEWS_MAX);
    for (unsigned i = 0; (xhci = usb_controller(i)) != NULL && !output_is_stopped(); i++) {
        controller_show(xhci, i + 1);
        if (is_verbose && !xhci->is_dead)
            ports_show(xhci, i + 1);
        devices_show(views, found < VIEWS_MAX ? found : VIEWS_MAX, i + 1);
    }
    kfree(views);
    output_print("%u keyboards, %lu reports from them", usb_keyboard_count(),
                 usb_keyboard_reports());
    if (usb_keyboard_dropped() > 0)
        output_print(", %lu scancodes lost", usb_keyboard_dropped());
    output_print("\n");
    return SHELL_WELL;
}
