/* SPDX-License-Identifier: MIT */
/* lib/phases.h — when each step of start-up was over, in cycles of the time-stamp counter. */
#pragma once

#include <stdint.h>

#define PHASES_MAX 24

struct phase {
    const char *name;
    uint64_t end; /* cycles */
};

/* Notes that the phase called name is over; more than PHASES_MAX are not kept. */
void phase_end(const char *name, uint64_t cycles);

/* Phase number index, from 0 in the order they ended; NULL behind the last. */
const struct phase *phase_at(unsigned index);
