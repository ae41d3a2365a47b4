/* SPDX-License-Identifier: MIT */
/* diag/usb_tests.c — do the USB controllers work, and is everything plugged in there known? */
#include "dev/usb.h"
#include "dev/usb_keyboard.h"
#include "dev/xhci_regs.h"
#include "diag/test.h"
#include "mm/heap.h"

#define SETTLE_MS 20000
#define VIEWS_MAX 128

static enum test_result not_there(struct test_run *run)
{
    return usb_is_off() ? test_skip(run, "usb=off") : test_skip(run, "no xHCI controller");
}

static enum test_result controllers(struct test_run *run)
{
    const struct xhci *xhci;
    unsigned count = 0;

    if (usb_controller(0) == NULL)
        return not_there(run);
    if (!usb_await(SETTLE_MS))
        return test_fail(run, "after %u ms the ports are not looked through", SETTLE_MS);
    for (; (xhci = usb_controller(count)) != NULL; count++) {
        if (xhci->is_dead)
            return test_fail(run, "%s %s", xhci->name, xhci->why);
        if (xhci->event_count == 0)
            return test_fail(run, "%s has not sent one event", xhci->name);
    }
    return test_pass(run, "controllers=%u", count);
}

static bool is_known(const struct usb_view *views, unsigned count, unsigned bus, unsigned port)
{
    for (unsigned i = 0; i < count; i++)
        if (views[i].bus == bus && views[i].root_port == port)
            return true;
    return false;
}

/* The first port with something in it that nobody knows; 0: there is none. */
static unsigned stranger_find(const struct usb_view *views, unsigned count, unsigned *bus)
{
    const struct xhci *xhci;

    for (unsigned i = 0; (xhci = usb_controller(i)) != NULL; i++)
        for (unsigned port = 1; port <= xhci->ports; port++) {
            *bus = i + 1;
            if ((xhci_port_status(xhci, port) & XHCI_PORT_CONNECTED) &&
                !is_known(views, count, *bus, port))
                return port;
        }
    return 0;
}

static enum test_result devices(struct test_run *run)
{
    struct usb_view *views;
    unsigned count, bus, port;

    if (usb_controller(0) == NULL)
        return not_there(run);
    if (!usb_await(SETTLE_MS))
        return test_fail(run, "after %u ms the ports are not looked through", SETTLE_MS);
    views = kmalloc(VIEWS_MAX * sizeof(*views));
    if (views == NULL)
        return test_error(run, "no memory");
    count = usb_list(views, VIEWS_MAX);
    port = stranger_find(views, count < VIEWS_MAX ? count : VIEWS_MAX, &bus);
    kfree(views);
    if (port != 0)
        return test_fail(run, "what is at port %u of bus %u does not say what it is", port, bus);
    if (count == 0)
        return test_skip(run, "nothing is plugged in");
    return test_pass(run, "devices=%u", count);
}

static enum test_result keyboards(struct test_run *run)
{
    if (usb_controller(0) == NULL)
        return not_there(run);
    if (usb_keyboard_count() == 0)
        return test_skip(run, "no USB keyboard");
    if (usb_keyboard_dropped() > 0)
        return test_fail(run, "scancodes lost=%lu", usb_keyboard_dropped());
    return test_pass(run, "keyboards=%u", usb_keyboard_count());
}

static const struct test tests[] = {
    { "usb.controllers", controllers },
    { "usb.devices", devices },
    { "usb.keyboards", keyboards },
};

const struct test_group usb_tests = { "usb", tests, ARRAY_SIZE(tests), false };
