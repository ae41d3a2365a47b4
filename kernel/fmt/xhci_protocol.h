/* SPDX-License-Identifier: MIT */
/*
 * fmt/xhci_protocol.h — which of a controller's ports are USB 2 and which USB 3, and what its numbers
 * for speeds mean (xHCI 1.2 7.2).
 */
#pragma once

#include "lib/types.h"

#define XHCI_PROTOCOL_WORDS_MAX 19 /* four, and fifteen speeds */

enum usb_speed { USB_SPEED_NONE, USB_SPEED_FULL, USB_SPEED_LOW, USB_SPEED_HIGH, USB_SPEED_SUPER };

struct xhci_protocol {
    uint8_t major, minor;           /* 2.0, 3.1 … */
    uint8_t first_port, port_count; /* from 1 */
    uint8_t slot_type;
    uint8_t speed_count;
    uint32_t speeds[XHCI_PROTOCOL_WORDS_MAX - 4];
};

/*
 * Reads the words of a Supported Protocol capability, of which as many must be there as its own speed count
 * asks for. Returns 0; -E_INVAL when it is not USB or its ports are none of 1 to ports.
 */
int xhci_protocol_parse(struct xhci_protocol *protocol, const uint32_t *words, unsigned count,
                        unsigned ports);

/* The speed that a number in a port's register stands for; protocol NULL: as numbered by default. */
enum usb_speed xhci_speed_of(const struct xhci_protocol *protocol, unsigned number);

/* "full speed" …, never NULL. */
const char *usb_speed_name(enum usb_speed speed);
