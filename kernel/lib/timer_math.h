/* SPDX-License-Identifier: MIT */
/* lib/timer_math.h — times and counts of timers, without overflow. */
#pragma once

#include <stdint.h>

/* Counts of hz per second that pass in ns, rounded up, at least 1 and at most `most`. */
uint64_t timer_counts(uint64_t ns, uint64_t hz, uint64_t most);

/* The rate of a timer that counted so far in ns; 0 when nothing can be said. */
uint64_t timer_rate(uint64_t counts, uint64_t ns);

/*
 * How far another core's counter is behind this one's. That core read `theirs` at some moment between two
 * looks at this core's counter, before and after. What lies within the doubt is taken for no difference.
 */
int64_t timer_offset(uint64_t before, uint64_t theirs, uint64_t after);
