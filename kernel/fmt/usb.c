/* SPDX-License-Identifier: MIT */
/* fmt/usb.c — one walk over a configuration, and tables of a fixed size. */
#include "fmt/usb.h"

#include "fmt/usb_regs.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/field.h"

#define POWER_GOOD_UNIT_MS 2

/* Whether it is a descriptor of that type, of least bytes or more, all of which are there. */
static bool is_one(const uint8_t *at, size_t size, unsigned type, size_t least)
{
    return size >= least && at[USB_LENGTH] >= least && at[USB_TYPE] == type;
}

int usb_identity_parse(struct usb_identity *identity, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (!is_one(at, size, USB_TYPE_DEVICE, USB_DEVICE_BYTES))
        return -E_INVAL;
    *identity = (struct usb_identity){
        .version = bytes_u16(at + USB_DEVICE_VERSION),
        .vendor = bytes_u16(at + USB_DEVICE_VENDOR),
        .product = bytes_u16(at + USB_DEVICE_PRODUCT),
        .class = at[USB_DEVICE_CLASS],
        .subclass = at[USB_DEVICE_SUBCLASS],
        .protocol = at[USB_DEVICE_PROTOCOL],
        .maker_string = at[USB_DEVICE_MAKER_STRING],
        .name_string = at[USB_DEVICE_NAME_STRING],
    };
    return 0;
}

int usb_first_packet(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (!is_one(at, size, USB_TYPE_DEVICE, USB_DEVICE_PACKET_END))
        return -E_INVAL;
    return at[USB_DEVICE_PACKET];
}

int usb_configuration_length(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (!is_one(at, size, USB_TYPE_CONFIGURATION, USB_CONFIGURATION_BYTES) ||
        bytes_u16(at + USB_CONFIGURATION_TOTAL) < USB_CONFIGURATION_BYTES)
        return -E_INVAL;
    return bytes_u16(at + USB_CONFIGURATION_TOTAL);
}

/* The descriptor behind the one at offset, which is moved there; NULL behind the last or a broken one. */
static const uint8_t *next_of(const uint8_t *bytes, size_t size, size_t *offset)
{
    const uint8_t length = bytes[*offset + USB_LENGTH];

    if (length < 2 || length > size - *offset)
        return NULL;
    *offset += length;
    if (size - *offset < 2 || bytes[*offset] < 2 || bytes[*offset] > size - *offset)
        return NULL;
    return bytes + *offset;
}

/* As many bytes as there are and as the configuration claims; 0 when it is none. */
static size_t configuration_size(const uint8_t *bytes, size_t size)
{
    const int length = usb_configuration_length(bytes, size);

    if (length < 0)
        return 0;
    return (size_t)length < size ? (size_t)length : size;
}

static bool interface_is(const uint8_t *at, const struct usb_wanted *wanted)
{
    return is_one(at, at[USB_LENGTH], USB_TYPE_INTERFACE, USB_INTERFACE_BYTES) &&
           at[USB_INTERFACE_ALTERNATE] == 0 && at[USB_INTERFACE_CLASS] == wanted->class &&
           (wanted->subclass < 0 || at[USB_INTERFACE_SUBCLASS] == wanted->subclass) &&
           (wanted->protocol < 0 || at[USB_INTERFACE_PROTOCOL] == wanted->protocol);
}

static bool endpoint_is(const uint8_t *at)
{
    return is_one(at, at[USB_LENGTH], USB_TYPE_ENDPOINT, USB_ENDPOINT_BYTES) &&
           FIELD_GET(USB_ENDPOINT_KIND, at[USB_ENDPOINT_ATTRIBUTES]) == USB_ENDPOINT_INTERRUPT &&
           (at[USB_ENDPOINT_ADDRESS] & USB_ENDPOINT_IN) &&
           FIELD_GET(USB_ENDPOINT_NUMBER, at[USB_ENDPOINT_ADDRESS]) != 0;
}

int usb_function_find(struct usb_function *function, const struct usb_wanted *wanted,
                      const void *bytes, size_t size)
{
    const uint8_t *first = bytes, *at;
    size_t offset = 0;
    bool is_inside = false;

    size = configuration_size(first, size);
    if (size == 0)
        return -E_INVAL;
    while ((at = next_of(first, size, &offset)) != NULL) {
        if (at[USB_TYPE] == USB_TYPE_INTERFACE) {
            is_inside = interface_is(at, wanted);
            if (is_inside)
                function->interface = at[USB_INTERFACE_NUMBER];
        } else if (is_inside && endpoint_is(at)) {
            function->configuration = first[USB_CONFIGURATION_VALUE];
            function->endpoint = at[USB_ENDPOINT_ADDRESS] & USB_ENDPOINT_NUMBER;
            function->interval = at[USB_ENDPOINT_INTERVAL];
            function->packet_bytes =
                bytes_u16(at + USB_ENDPOINT_PACKET) & USB_ENDPOINT_PACKET_BYTES;
            return 0;
        }
    }
    return -E_NOENT;
}

int usb_first_class(const void *bytes, size_t size)
{
    const uint8_t *first = bytes, *at;
    size_t offset = 0;

    size = configuration_size(first, size);
    if (size == 0)
        return -E_INVAL;
    while ((at = next_of(first, size, &offset)) != NULL)
        if (is_one(at, at[USB_LENGTH], USB_TYPE_INTERFACE, USB_INTERFACE_BYTES))
            return at[USB_INTERFACE_CLASS];
    return -E_NOENT;
}

int usb_hub_parse(struct usb_hub *hub, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    if (!is_one(at, size, USB_TYPE_HUB, USB_HUB_BYTES) || at[USB_HUB_PORTS] == 0)
        return -E_INVAL;
    *hub = (struct usb_hub){
        .ports = at[USB_HUB_PORTS] < USB_PORTS_MAX ? at[USB_HUB_PORTS] : USB_PORTS_MAX,
        .think_time =
            (uint8_t)FIELD_GET(USB_HUB_THINK_TIME, bytes_u16(at + USB_HUB_CHARACTERISTICS)),
        .power_good_ms = (uint16_t)(at[USB_HUB_POWER_GOOD] * POWER_GOOD_UNIT_MS),
    };
    return 0;
}

int usb_text_parse(char *to, size_t to_size, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    size_t length = 0;

    if (to_size == 0)
        return -E_INVAL;
    to[0] = '\0';
    if (!is_one(at, size, USB_TYPE_STRING, 2))
        return -E_INVAL;
    if (at[USB_LENGTH] < size)
        size = at[USB_LENGTH];
    for (size_t i = 2; i + 2 <= size && length + 1 < to_size; i += 2) {
        const uint16_t unit = bytes_u16(at + i);

        if (unit == 0)
            break;
        to[length++] = unit >= ' ' && unit < 0x7f ? (char)unit : '?';
    }
    while (length > 0 && to[length - 1] == ' ')
        length--;
    to[length] = '\0';
    return (int)length;
}
