/* SPDX-License-Identifier: MIT */
/* dev/usb_request.c — the numbers of each request. */
#include "dev/usb_request.h"

#include "fmt/usb_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"

#define TEXT_BYTES 255u

static int ask(struct xhci_device *slot, unsigned type, unsigned request, unsigned value,
               unsigned index, void *data, size_t length)
{
    const struct usb_request asked = {
        .type = (uint8_t)type,
        .request = (uint8_t)request,
        .value = (uint16_t)value,
        .index = (uint16_t)index,
        .length = (uint16_t)(length < XHCI_DATA_MAX ? length : XHCI_DATA_MAX),
    };

    return xhci_request(slot, &asked, data);
}

int usb_get_descriptor(struct xhci_device *slot, unsigned type, unsigned index, unsigned language,
                       void *to, size_t size)
{
    return ask(slot, USB_FROM_DEVICE, USB_GET_DESCRIPTOR, type << 8 | index, language, to, size);
}

int usb_get_hub_descriptor(struct xhci_device *slot, void *to, size_t size)
{
    return ask(slot, USB_FROM_DEVICE | USB_OF_CLASS, USB_GET_DESCRIPTOR, USB_TYPE_HUB << 8, 0, to,
               size);
}

int usb_set_configuration(struct xhci_device *slot, unsigned value)
{
    return ask(slot, USB_TO_DEVICE, USB_SET_CONFIGURATION, value, 0, NULL, 0);
}

void usb_get_text(struct xhci_device *slot, unsigned index, unsigned language, char *to,
                  size_t size)
{
    uint8_t bytes[TEXT_BYTES];
    int got = 0;

    to[0] = '\0';
    if (index != 0)
        got = usb_get_descriptor(slot, USB_TYPE_STRING, index, language, bytes, sizeof(bytes));
    if (got > 0)
        usb_text_parse(to, size, bytes, (size_t)got);
}

int usb_port_set(struct xhci_device *slot, unsigned port, unsigned feature)
{
    return ask(slot, USB_TO_PORT | USB_OF_CLASS, USB_SET_FEATURE, feature, port, NULL, 0);
}

int usb_port_clear(struct xhci_device *slot, unsigned port, unsigned feature)
{
    return ask(slot, USB_TO_PORT | USB_OF_CLASS, USB_CLEAR_FEATURE, feature, port, NULL, 0);
}

int usb_port_get_status(struct xhci_device *slot, unsigned port, uint32_t *status)
{
    uint8_t bytes[USB_PORT_STATUS_BYTES];
    const int got = ask(slot, USB_FROM_DEVICE | USB_TO_PORT | USB_OF_CLASS, USB_GET_STATUS, 0, port,
                        bytes, sizeof(bytes));

    if (got < 0)
        return got;
    if (got < (int)sizeof(bytes))
        return -E_IO;
    *status = bytes_u32(bytes);
    return 0;
}

int hid_set_protocol(struct xhci_device *slot, unsigned interface, unsigned protocol)
{
    return ask(slot, USB_TO_INTERFACE | USB_OF_CLASS, HID_SET_PROTOCOL, protocol, interface, NULL,
               0);
}

int hid_set_idle(struct xhci_device *slot, unsigned interface)
{
    return ask(slot, USB_TO_INTERFACE | USB_OF_CLASS, HID_SET_IDLE, 0, interface, NULL, 0);
}

int hid_set_lamps(struct xhci_device *slot, unsigned interface, uint8_t lamps)
{
    return ask(slot, USB_TO_INTERFACE | USB_OF_CLASS, HID_SET_REPORT, HID_REPORT_OUTPUT, interface,
               &lamps, sizeof(lamps));
}
