/* SPDX-License-Identifier: MIT */
/* cpu/mtrr.h — the memory type range registers (SDM 3A 12.11), which have to be alike on all cores. */
#pragma once

#include <stdint.h>

/* A sum over those of the running core; 0 when it has none. */
uint32_t mtrr_sum(void);
