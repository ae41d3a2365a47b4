/* SPDX-License-Identifier: MIT */
/* fake/cpu/core.h — one core, whose counter a test may put out of step. */
#pragma once

#include "lib/types.h"

struct core {
    unsigned number;
    uint32_t apic_id;
    int64_t clock_offset;
};

static struct core fake_core;

static inline struct core *core_here(void)
{
    return &fake_core;
}

static inline struct core *core_at(unsigned number)
{
    return number == 0 ? &fake_core : (struct core *)0;
}
