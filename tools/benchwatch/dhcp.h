/* SPDX-License-Identifier: MIT */
/*
 * dhcp.h — what a DHCP packet says about booting (RFC 2131, RFC 2132, RFC 4578).
 */
#pragma once

#include "benchwatch/frame.h"

#define DHCP_FILE_MAX  256
#define DHCP_ARCH_NONE 0xffff

enum dhcp_type {
    DHCP_DISCOVER = 1,
    DHCP_OFFER = 2,
    DHCP_REQUEST = 3,
    DHCP_DECLINE = 4,
    DHCP_ACK = 5,
    DHCP_NAK = 6
};

/* Option 60: who asks, or what the answer is for. */
enum dhcp_class { DHCP_CLASS_NONE, DHCP_CLASS_PXE, DHCP_CLASS_HTTP };

struct dhcp {
    bool is_reply;
    enum dhcp_type type; /* may be a number that has no name here */
    uint8_t mac[FRAME_MAC_BYTES];
    uint32_t address; /* that the client gets; 0 for none */
    uint32_t server;  /* option 54; 0 for none */
    uint16_t arch;    /* option 93, or DHCP_ARCH_NONE */
    enum dhcp_class boot_class;
    char file[DHCP_FILE_MAX]; /* the loader's name; printable, empty for none */
};

/* False when it is no DHCP packet of an Ethernet client. */
bool dhcp_read(struct dhcp *dhcp, const uint8_t *bytes, size_t size);

/* "BIOS", "64-bit UEFI", …; NULL for a number without a name. */
const char *dhcp_firmware(uint16_t arch);
