/* SPDX-License-Identifier: MIT */
/*
 * lib/patience.h — how long to wait for another core before calling it lost.
 *
 * A number of milliseconds would be wrong on some machine: sixty-four cores that an emulator plays on two
 * real ones get a thirtieth of the time each. So two things stretch a wait. Time in which the waiting
 * core itself did not run is not counted: between two looks no more than PATIENCE_STEP_US passes, and
 * a larger gap counts as that. And what was seen to take long once may take many times as long again.
 *
 * All times are cycles of the time-stamp counter, which the caller reads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PATIENCE_STEP_US     100u
#define PATIENCE_OVER_SEEN   64u /* times what the slowest answer took */
#define PATIENCE_MS_MAX      60000u
#define PATIENCE_KHZ_AT_ONCE 2000000u /* until the counter's speed is known */

struct patience {
    uint64_t left, last;
};

/* Tells how fast the counter runs. */
void patience_set_speed(uint64_t cycles_per_ms);

/* Notes that an answer took so long. */
void patience_learn(uint64_t cycles);

/* Begins a wait of at least ms milliseconds. */
void patience_begin(struct patience *patience, uint64_t now, unsigned ms);

/* A look at the clock; true when the wait should be given up. */
bool patience_is_over(struct patience *patience, uint64_t now);

/* The cycles that patience_begin() would grant now. */
uint64_t patience_for(unsigned ms);
