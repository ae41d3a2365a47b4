/* SPDX-License-Identifier: MIT */
/*
 * fmt/usb.h — what USB devices say about themselves (USB 2.0 9.5, 9.6 and 11.23).
 *
 * Pure decoding: somebody else fetched the bytes, and no length or number in them is believed. All
 * functions return 0 or more when it is well, -E_INVAL for what cannot be such a descriptor.
 */
#pragma once

#include "lib/types.h"

#define USB_TEXT_MAX  48 /* of a name, with the NUL */
#define USB_PORTS_MAX 15 /* of a hub that can be reached: a digit of a route (USB 3.2 8.9) */

struct usb_identity {
    uint16_t version; /* BCD: 0x0200 */
    uint16_t vendor, product;
    uint8_t class, subclass, protocol;
    uint8_t maker_string, name_string; /* numbers of strings, 0: none */
};

int usb_identity_parse(struct usb_identity *identity, const void *bytes, size_t size);

/* The first eight bytes of the same are enough to know endpoint 0's packets: bytes as it is coded. */
int usb_first_packet(const void *bytes, size_t size);

/* How many bytes a configuration has, by its own first nine. */
int usb_configuration_length(const void *bytes, size_t size);

struct usb_wanted {
    uint8_t class;
    int subclass, protocol; /* negative: any */
};

/* An interface that can be driven, by its interrupt endpoint that sends. */
struct usb_function {
    uint8_t configuration, interface;
    uint8_t endpoint; /* its number */
    uint8_t interval; /* as it is coded */
    uint16_t packet_bytes;
};

/*
 * The first such interface of a configuration, in its first setting. -E_NOENT when there is none, or when
 * a descriptor before it is broken: nothing behind that one can be trusted.
 */
int usb_function_find(struct usb_function *function, const struct usb_wanted *wanted,
                      const void *bytes, size_t size);

/* The class of the first interface, -E_NOENT without one. */
int usb_first_class(const void *bytes, size_t size);

struct usb_hub {
    uint8_t ports; /* at most USB_PORTS_MAX; what is beyond cannot be reached */
    uint8_t think_time;
    uint16_t power_good_ms;
};

int usb_hub_parse(struct usb_hub *hub, const void *bytes, size_t size);

/* A string as text: what is not printable ASCII becomes '?', blanks at its end go; cut to size. */
int usb_text_parse(char *to, size_t to_size, const void *bytes, size_t size);
