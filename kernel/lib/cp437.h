/* SPDX-License-Identifier: MIT */
/*
 * lib/cp437.h — code page 437, the character set in the ROM of a PC's text screen.
 *
 * Includes the pictures the ROM has at 0x01 to 0x1f and 0x7f, which no byte stream can name.
 */
#pragma once

#include <stdint.h>

#define CP437_UNKNOWN '?'

/* The place of a Unicode character, CP437_UNKNOWN for one that the ROM does not have. */
uint8_t cp437_find(uint32_t code);
