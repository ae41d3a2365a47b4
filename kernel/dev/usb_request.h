/* SPDX-License-Identifier: MIT */
/*
 * dev/usb_request.h — what USB devices are asked (USB 2.0 9.4, 11.24; HID 1.11 7.2). Results as of
 * xhci_request().
 */
#pragma once

#include "dev/xhci.h"

int usb_get_descriptor(struct xhci_device *slot, unsigned type, unsigned index, unsigned language,
                       void *to, size_t size);
int usb_get_hub_descriptor(struct xhci_device *slot, void *to, size_t size);
int usb_set_configuration(struct xhci_device *slot, unsigned value);

/* One string as text; an empty one where there is none. */
void usb_get_text(struct xhci_device *slot, unsigned index, unsigned language, char *to,
                  size_t size);

/* A hub's port, from 1. */
int usb_port_set(struct xhci_device *slot, unsigned port, unsigned feature);
int usb_port_clear(struct xhci_device *slot, unsigned port, unsigned feature);
int usb_port_get_status(struct xhci_device *slot, unsigned port, uint32_t *status);

int hid_set_protocol(struct xhci_device *slot, unsigned interface, unsigned protocol);
int hid_set_idle(struct xhci_device *slot, unsigned interface);
int hid_set_lamps(struct xhci_device *slot, unsigned interface, uint8_t lamps);
