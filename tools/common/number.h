/* SPDX-License-Identifier: MIT */
/*
 * number.h — numbers as people and foreign programs write them, read strictly.
 *
 * The whole text must be the number: no sign, no space, nothing after it, no silent overflow.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal digits only, value at most `max`. False, and *value untouched, on anything else. */
bool number_parse(const char *text, uint64_t max, uint64_t *value);

/* Seconds with at most three decimals ("90", "1.5") to milliseconds; 1 ms to 10^9 s. */
bool number_parse_seconds(const char *text, int64_t *ms);

/* Bytes with an optional suffix K, M or G (powers of 1024); 1 byte to 1 TiB. */
bool number_parse_bytes(const char *text, uint64_t *bytes);
