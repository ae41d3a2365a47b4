/* SPDX-License-Identifier: MIT */
/*
 * frame.c — three headers, one behind the other, each checked against what is left.
 */
#include "benchwatch/frame.h"

#include <string.h>

#define ETHERNET_BYTES 14
#define ETHERTYPE_IPV4 0x0800
#define IPV4_BYTES     20
#define IPV4_OFFSET    0x1fff
#define IPV4_PROTOCOL  9
#define IPV4_UDP       17
#define UDP_BYTES      8

bool frame_read(struct datagram *datagram, const uint8_t *bytes, size_t size)
{
    const uint8_t *ip = bytes + ETHERNET_BYTES;
    const uint8_t *udp;
    size_t header;

    if (size < ETHERNET_BYTES + IPV4_BYTES + UDP_BYTES || frame_u16(bytes + 12) != ETHERTYPE_IPV4)
        return false;
    header = (size_t)(ip[0] & 0x0f) * 4;
    if (ip[0] >> 4 != 4 || header < IPV4_BYTES || ip[IPV4_PROTOCOL] != IPV4_UDP ||
        (frame_u16(ip + 6) & IPV4_OFFSET) != 0 || size < ETHERNET_BYTES + header + UDP_BYTES)
        return false;
    udp = ip + header;
    if (frame_u16(udp + 4) < UDP_BYTES)
        return false;
    memcpy(datagram->to_mac, bytes, FRAME_MAC_BYTES);
    memcpy(datagram->from_mac, bytes + FRAME_MAC_BYTES, FRAME_MAC_BYTES);
    datagram->from_ip = frame_u32(ip + 12);
    datagram->to_ip = frame_u32(ip + 16);
    datagram->from_port = frame_u16(udp);
    datagram->to_port = frame_u16(udp + 2);
    datagram->data = udp + UDP_BYTES;
    datagram->length = (size_t)frame_u16(udp + 4) - UDP_BYTES;
    datagram->size = size - (size_t)(datagram->data - bytes);
    /* Ethernet pads short frames. */
    if (datagram->size > datagram->length)
        datagram->size = datagram->length;
    return true;
}
