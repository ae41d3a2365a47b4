/* SPDX-License-Identifier: MIT */
/*
 * frame.h — the UDP datagram in an Ethernet frame (RFC 894, RFC 791, RFC 768).
 *
 * A frame may have been captured in part: what UDP says of its length and what is there of it are
 * two numbers, and only the second may be read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAC_BYTES 6

struct datagram {
    uint8_t from_mac[FRAME_MAC_BYTES];
    uint8_t to_mac[FRAME_MAC_BYTES];
    uint32_t from_ip; /* as a number: 10.0.0.1 is 0x0a000001 */
    uint32_t to_ip;
    uint16_t from_port;
    uint16_t to_port;
    const uint8_t *data; /* within the frame */
    size_t size;         /* bytes that are there */
    size_t length;       /* bytes that were sent, at least size */
};

/* Big-endian numbers as they stand on the wire. */
static inline uint16_t frame_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t frame_u32(const uint8_t *at)
{
    return (uint32_t)frame_u16(at) << 16 | frame_u16(at + 2);
}

/* False for anything but the first fragment of a UDP datagram over IPv4. */
bool frame_read(struct datagram *datagram, const uint8_t *bytes, size_t size);
