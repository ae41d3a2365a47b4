/* SPDX-License-Identifier: MIT */
/*
 * ktap_crc.c — CRC-32/ISO-HDLC bit by bit: documents are small, a table is not worth its lines.
 */
#include "bootwatch/ktap_crc.h"

#define POLYNOMIAL_REFLECTED 0xedb88320u

uint32_t ktap_crc_add(uint32_t crc, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;

    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= byte[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (POLYNOMIAL_REFLECTED & (0u - (crc & 1u)));
    }
    return ~crc;
}
