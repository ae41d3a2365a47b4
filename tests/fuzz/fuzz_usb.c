/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_usb.c — any bytes as what a USB device says of itself, and a controller of its ports. */
#include "fmt/usb.h"
#include "fmt/xhci_protocol.h"

#include "check.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void protocol_check(const uint8_t *data, size_t size)
{
    uint32_t words[XHCI_PROTOCOL_WORDS_MAX];
    struct xhci_protocol protocol;
    unsigned count = (unsigned)(size / 4);

    count = count < XHCI_PROTOCOL_WORDS_MAX ? count : XHCI_PROTOCOL_WORDS_MAX;
    memcpy(words, data, count * 4u);
    if (xhci_protocol_parse(&protocol, words, count, 15) != 0)
        return;
    CHECK(protocol.first_port >= 1 && protocol.first_port + protocol.port_count <= 16);
    for (unsigned number = 0; number < 16; number++)
        CHECK(xhci_speed_of(&protocol, number) <= USB_SPEED_SUPER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct usb_wanted wanted[] = { { 3, 1, 1 }, { 9, -1, -1 } };
    struct usb_function function;
    struct usb_identity identity;
    struct usb_hub hub;
    char text[USB_TEXT_MAX];

    for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++)
        if (usb_function_find(&function, &wanted[i], data, size) == 0)
            CHECK(function.endpoint >= 1 && function.endpoint <= 15 &&
                  function.packet_bytes < 2048);
    CHECK(usb_first_class(data, size) <= 255);
    CHECK(usb_first_packet(data, size) <= 255);
    if (usb_identity_parse(&identity, data, size) == 0)
        CHECK(size >= 18);
    if (usb_hub_parse(&hub, data, size) == 0)
        CHECK(hub.ports >= 1 && hub.ports <= USB_PORTS_MAX && hub.think_time < 4);
    if (usb_text_parse(text, sizeof(text), data, size) >= 0)
        for (size_t i = 0; text[i] != '\0'; i++)
            CHECK(text[i] >= ' ' && text[i] < 0x7f);
    protocol_check(data, size);
    return 0;
}
