/* SPDX-License-Identifier: MIT */
/*
 * ktap_crc.h — the checksum of a document: CRC-32/ISO-HDLC, as in gzip (RFC 1952, section 8).
 *
 * It is written here a second time on purpose: a verdict must not rest on the code it judges.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Continues a checksum; begin with 0. The checksum of "123456789" is 0xcbf43926. */
uint32_t ktap_crc_add(uint32_t crc, const void *bytes, size_t size);
