/* SPDX-License-Identifier: MIT */
/* text.h — addresses as people write them. */
#pragma once

#include "benchwatch/frame.h"

#define TEXT_MAC_BYTES 18
#define TEXT_IP_BYTES  16

/* "52:54:00:12:34:56" and "10.77.0.1"; both return `to`. */
const char *text_mac(char to[TEXT_MAC_BYTES], const uint8_t *mac);
const char *text_ip(char to[TEXT_IP_BYTES], uint32_t ip);

/* Read strictly: false, and nothing written, on anything else. */
bool text_mac_parse(const char *text, uint8_t mac[FRAME_MAC_BYTES]);
bool text_ip_parse(const char *text, uint32_t *ip);
