/* SPDX-License-Identifier: MIT */
/* dev/pit.h — the 8254 timer: channel 0 beats, channel 2 is a stop-watch without interrupts. */
#pragma once

#include <stdint.h>

#define PIT_TICKS_MAX 0xffff

/*
 * Counts ticks periods of PIT_HZ down and stores how many TSC cycles that took. Returns 0, -E_NODEV
 * when there is no timer, -E_TIMEOUT when the count never ends (its clock is gated off on many
 * machines since 2015), -E_IO when it ends at once.
 */
int pit_measure(unsigned ticks, uint64_t *cycles);

/* Makes channel 0 raise IRQ 0 hz times a second (19..10000), as nearly as the divisor allows. */
void pit_beat(unsigned hz);
