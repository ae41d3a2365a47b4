/* SPDX-License-Identifier: MIT */
/* lib/crc_word.h — the word crc32=… by which a boot module's text states what its bytes sum up to. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Stores the number behind crc32= (hexadecimal, CRC-32 as in lib/crc32.h); false: none is stated. */
bool crc_word_find(const char *text, uint32_t *crc);
