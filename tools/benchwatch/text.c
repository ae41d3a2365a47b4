/* SPDX-License-Identifier: MIT */
/*
 * text.c — six pairs of hexadecimal digits, and what inet_pton(3) reads.
 */
#include "benchwatch/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *text_mac(char to[TEXT_MAC_BYTES], const uint8_t *mac)
{
    snprintf(to, TEXT_MAC_BYTES, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
             mac[4], mac[5]);
    return to;
}

const char *text_ip(char to[TEXT_IP_BYTES], uint32_t ip)
{
    snprintf(to, TEXT_IP_BYTES, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
    return to;
}

bool text_mac_parse(const char *text, uint8_t mac[FRAME_MAC_BYTES])
{
    if (strlen(text) != TEXT_MAC_BYTES - 1)
        return false;
    for (int i = 0; i < TEXT_MAC_BYTES - 1; i++)
        if (i % 3 == 2 ? text[i] != ':' : !isxdigit((unsigned char)text[i]))
            return false;
    for (int i = 0; i < FRAME_MAC_BYTES; i++)
        mac[i] = (uint8_t)strtoul(text + i * 3, NULL, 16);
    return true;
}

bool text_ip_parse(const char *text, uint32_t *ip)
{
    struct in_addr address;

    if (inet_pton(AF_INET, text, &address) != 1)
        return false;
    *ip = ntohl(address.s_addr);
    return true;
}
