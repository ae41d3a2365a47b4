/* SPDX-License-Identifier: MIT */
/*
 * lib/crc32.h — CRC-32/ISO-HDLC: polynomial 0x04C11DB7 reflected, initial value and final XOR all
 * ones (RFC 1952, section 8). The check value of "123456789" is 0xCBF43926.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Continues a CRC: start with crc = 0, pass the result of the piece before. */
uint32_t crc32_update(uint32_t crc, const void *data, size_t size);
