/* SPDX-License-Identifier: MIT */
/*
 * cpu/pat.h — the page attribute table: what the caching bits of a page-table entry mean (SDM 3A 12.12).
 *
 * Entry 1, which an entry with nothing but its write-through bit set selects, is made write-combining;
 * the other entries keep the meaning they have after reset. Each CPU must be told the same.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PAT_WRITE_COMBINING 0x01 /* table 12-10 */

/* Sets the table of this CPU. False when it has none; entry 1 is write-through then. */
bool pat_init(void);

/* What entry 0 to 7 of this CPU's table says; there must be one. */
uint8_t pat_type(unsigned entry);
