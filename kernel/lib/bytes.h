/* SPDX-License-Identifier: MIT */
/*
 * lib/bytes.h — little-endian numbers in bytes at any alignment.
 *
 * Tables that somebody else laid out are read through these, never through a cast: the bytes may
 * lie anywhere, and the caller has checked that they are there.
 */
#pragma once

#include <stdint.h>

static inline uint16_t bytes_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t bytes_u32(const uint8_t *bytes)
{
    return bytes_u16(bytes) | (uint32_t)bytes_u16(bytes + 2) << 16;
}

static inline uint64_t bytes_u64(const uint8_t *bytes)
{
    return bytes_u32(bytes) | (uint64_t)bytes_u32(bytes + 4) << 32;
}

static inline void bytes_put_u32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}
