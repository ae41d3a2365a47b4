/* SPDX-License-Identifier: MIT */
/* lib/samples.c — an insertion sort: measurements are few, and often nearly sorted. */
#include "lib/samples.h"

void samples_sort(uint64_t *samples, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        const uint64_t value = samples[i];
        unsigned place = i;

        for (; place > 0 && samples[place - 1] > value; place--)
            samples[place] = samples[place - 1];
        samples[place] = value;
    }
}

uint64_t samples_median(const uint64_t *sorted, unsigned count)
{
    uint64_t low, high;

    if (count == 0)
        return 0;
    low = sorted[(count - 1) / 2];
    high = sorted[count / 2];
    return low + (high - low) / 2;
}
