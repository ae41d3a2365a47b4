/* SPDX-License-Identifier: MIT */
/*
 * cpu/pat.h — the page attribute table: what the caching bits of a page-table entry mean (SDM 3A 12.12).
 *
 * Entry 1, which an entry with nothing but its write-through bit set selects, is made write-combining;
 * the other entries keep the meaning they have after reset. Each CPU must be told the same.
 */
#pragma once

#include <stdbool.h>

/* Sets the table of this CPU. False when it has none; entry 1 is write-through then. */
bool pat_init(void);
