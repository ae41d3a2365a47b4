/* SPDX-License-Identifier: MIT */
/*
 * fmt/usb_regs.h — Universal Serial Bus Specification 2.0, chapters 9 (requests, descriptors) and 11
 * (hubs); Device Class Definition for HID 1.11, chapters 6 and 7. Offsets in bytes.
 */
#pragma once

/* bmRequestType (9.3.1) */
#define USB_TO_DEVICE               0x00u
#define USB_FROM_DEVICE             0x80u
#define USB_OF_CLASS                (1u << 5)
#define USB_TO_INTERFACE            1u
#define USB_TO_ENDPOINT             2u
#define USB_TO_PORT                 3u      /* "other" (11.24.2) */

/* bRequest (9.4, 11.24.2) */
#define USB_GET_STATUS              0u
#define USB_CLEAR_FEATURE           1u
#define   USB_ENDPOINT_HALT         0u      /* 9.4, table 9-6 */
#define USB_SET_FEATURE             3u
#define USB_GET_DESCRIPTOR          6u
#define USB_SET_CONFIGURATION       9u

/* Of a HID (HID 1.11 7.2) */
#define HID_SET_REPORT              0x09u
#define   HID_REPORT_OUTPUT         0x0200u /* wValue: report type 2, no report id */
#define HID_SET_IDLE                0x0au   /* wValue 0: a report only when something changes */
#define HID_SET_PROTOCOL            0x0bu
#define   HID_PROTOCOL_BOOT         0u

/* Every descriptor (9.5) */
#define USB_LENGTH                  0
#define USB_TYPE                    1
#define   USB_TYPE_DEVICE           0x01u
#define   USB_TYPE_CONFIGURATION    0x02u
#define   USB_TYPE_STRING           0x03u
#define   USB_TYPE_INTERFACE        0x04u
#define   USB_TYPE_ENDPOINT         0x05u
#define   USB_TYPE_HUB              0x29u   /* 11.23.2.1 */

/* Device descriptor (9.6.1) */
#define USB_DEVICE_BYTES            18u
#define USB_DEVICE_VERSION          2       /* 16 bits, BCD */
#define USB_DEVICE_CLASS            4
#define USB_DEVICE_SUBCLASS         5
#define USB_DEVICE_PROTOCOL         6
#define USB_DEVICE_PACKET           7       /* of endpoint 0 */
#define USB_DEVICE_PACKET_END       8u      /* so much is enough to know it */
#define USB_DEVICE_VENDOR           8       /* 16 bits */
#define USB_DEVICE_PRODUCT          10      /* 16 bits */
#define USB_DEVICE_MAKER_STRING     14
#define USB_DEVICE_NAME_STRING      15
#define USB_DEVICE_CONFIGURATIONS   17

/* Configuration descriptor (9.6.3) */
#define USB_CONFIGURATION_BYTES     9u
#define USB_CONFIGURATION_TOTAL     2       /* 16 bits: with all that belongs to it */
#define USB_CONFIGURATION_VALUE     5

/* Interface descriptor (9.6.5) */
#define USB_INTERFACE_BYTES         9u
#define USB_INTERFACE_NUMBER        2
#define USB_INTERFACE_ALTERNATE     3
#define USB_INTERFACE_CLASS         5
#define USB_INTERFACE_SUBCLASS      6
#define USB_INTERFACE_PROTOCOL      7

#define USB_CLASS_HID               0x03u
#define   USB_SUBCLASS_BOOT         0x01u   /* HID 1.11 4.2 */
#define   USB_PROTOCOL_KEYBOARD     0x01u   /* HID 1.11 4.3 */
#define USB_CLASS_STORAGE           0x08u
#define USB_CLASS_HUB               0x09u

/* Endpoint descriptor (9.6.6) */
#define USB_ENDPOINT_BYTES          7u
#define USB_ENDPOINT_ADDRESS        2
#define   USB_ENDPOINT_IN           0x80u
#define   USB_ENDPOINT_NUMBER       0x0fu
#define USB_ENDPOINT_ATTRIBUTES     3
#define   USB_ENDPOINT_KIND         0x03u
#define   USB_ENDPOINT_INTERRUPT    0x03u
#define USB_ENDPOINT_PACKET         4       /* 16 bits */
#define   USB_ENDPOINT_PACKET_BYTES 0x07ffu
#define USB_ENDPOINT_INTERVAL       6

/* Hub descriptor (11.23.2.1) */
#define USB_HUB_BYTES               7u      /* up to where its length depends on its ports */
#define USB_HUB_PORTS               2
#define USB_HUB_CHARACTERISTICS     3       /* 16 bits */
#define   USB_HUB_THINK_TIME        0x0060u /* times 8 full-speed bits, and 8 more */
#define USB_HUB_POWER_GOOD          5       /* times 2 ms */

/* Features of a hub's port (11.24.2, table 11-17) */
#define USB_PORT_RESET              4u
#define USB_PORT_POWER              8u
#define USB_PORT_CHANGES            16u     /* the first: connection, then enable, suspend, over-current, reset */
#define USB_PORT_CHANGES_COUNT      5u

/* What a port answers to GET_STATUS (11.24.2.7): 16 bits of state, 16 of changes */
#define USB_PORT_STATUS_BYTES       4u
#define USB_PORT_IS_CONNECTED       (1u << 0)
#define USB_PORT_IS_ENABLED         (1u << 1)
#define USB_PORT_IS_OVER_CURRENT    (1u << 3)
#define USB_PORT_IS_RESETTING       (1u << 4)
#define USB_PORT_IS_LOW_SPEED       (1u << 9)
#define USB_PORT_IS_HIGH_SPEED      (1u << 10)
#define USB_PORT_HAS_RECONNECTED    (1u << 16)
#define USB_PORT_ALL_CHANGES        0x001f0000u

/* Times (7.1.7.3, 7.1.7.5, 9.2.6) */
#define USB_DEBOUNCE_MS             100u
#define USB_RESET_RECOVERY_MS       10u
