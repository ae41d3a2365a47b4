/* SPDX-License-Identifier: MIT */
/* lib/phases.c — a list that only grows. */
#include "lib/phases.h"

#include <stddef.h>

static struct phase phases[PHASES_MAX];
static unsigned count;

void phase_end(const char *name, uint64_t cycles)
{
    if (count < PHASES_MAX)
        phases[count++] = (struct phase){ name, cycles };
}

const struct phase *phase_at(unsigned index)
{
    return index < count ? &phases[index] : NULL;
}
