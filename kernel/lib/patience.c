/* SPDX-License-Identifier: MIT */
/* lib/patience.c — a budget that only looks which were not far apart can use up. */
#include "lib/patience.h"

#define US_PER_MS 1000u

static uint64_t per_ms = PATIENCE_KHZ_AT_ONCE;
static uint64_t slowest;

void patience_set_speed(uint64_t cycles_per_ms)
{
    if (cycles_per_ms > 0)
        per_ms = cycles_per_ms;
}

/* Two cores may tell at once; the larger one need not win, it is told again. */
void patience_learn(uint64_t cycles)
{
    if (cycles > __atomic_load_n(&slowest, __ATOMIC_RELAXED))
        __atomic_store_n(&slowest, cycles, __ATOMIC_RELAXED);
}

uint64_t patience_for(unsigned ms)
{
    const uint64_t least = per_ms * ms, most = per_ms * PATIENCE_MS_MAX;
    const uint64_t seen = __atomic_load_n(&slowest, __ATOMIC_RELAXED);
    const uint64_t wanted = seen > most / PATIENCE_OVER_SEEN ? most : seen * PATIENCE_OVER_SEEN;

    return wanted > least ? wanted : least;
}

void patience_begin(struct patience *patience, uint64_t now, unsigned ms)
{
    patience->left = patience_for(ms);
    patience->last = now;
}

bool patience_is_over(struct patience *patience, uint64_t now)
{
    const uint64_t most = per_ms * PATIENCE_STEP_US / US_PER_MS;
    uint64_t step = now > patience->last ? now - patience->last : 0;

    patience->last = now;
    if (step > most)
        step = most;
    if (step >= patience->left) {
        patience->left = 0;
        return true;
    }
    patience->left -= step;
    return false;
}
