/* SPDX-License-Identifier: MIT */
/* lib/timer_math.c — whole seconds and the rest apart, so that products fit into 64 bits. */
#include "lib/timer_math.h"

#define NS_PER_S 1000000000ull

uint64_t timer_counts(uint64_t ns, uint64_t hz, uint64_t most)
{
    const uint64_t seconds = ns / NS_PER_S, rest = ns % NS_PER_S;
    uint64_t counts;

    if (hz == 0 || seconds > most / hz)
        return most;
    /* rest * hz: 2^30 times what any timer here counts in a second, 2^34, is just within 64 bits. */
    counts = seconds * hz + (rest * hz + NS_PER_S - 1) / NS_PER_S;
    return counts == 0 ? 1 : counts > most ? most : counts;
}

uint64_t timer_rate(uint64_t counts, uint64_t ns)
{
    if (ns == 0 || counts > UINT64_MAX / NS_PER_S)
        return 0;
    return counts * NS_PER_S / ns;
}

int64_t timer_offset(uint64_t before, uint64_t theirs, uint64_t after)
{
    const uint64_t middle = before + (after - before) / 2;
    const int64_t offset = (int64_t)(middle - theirs);
    const int64_t doubt = (int64_t)(after - before);

    return offset <= doubt && offset >= -doubt ? 0 : offset;
}
