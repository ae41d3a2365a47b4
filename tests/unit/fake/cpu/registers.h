/* SPDX-License-Identifier: MIT */
/* fake/cpu/registers.h — a time-stamp counter that advances by one with every read. */
#pragma once

#include <stdint.h>

static uint64_t fake_tsc;

static inline uint64_t tsc_read(void)
{
    return fake_tsc++;
}

static inline void cpu_relax(void)
{
}
