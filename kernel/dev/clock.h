/* SPDX-License-Identifier: MIT */
/*
 * dev/clock.h — nanoseconds since start-up, and waits that end.
 *
 * The CPU's time-stamp counter does the counting. How fast it runs comes from the first of these
 * that answers plausibly: CPUID leaf 0x15, the ACPI PM timer, the 8254 PIT. Each is asked with a
 * bound, since any of them may be missing, stuck or wrong.
 */
#pragma once

#include "lib/types.h"

/*
 * Measures the counter's speed. ACPI must have been looked for. Also gives the log its time stamps.
 */
void clock_init(void);

/* Where the speed came from: "CPUID", "PM timer", "PIT" or "a guess". */
const char *clock_source(void);

/* False when no reference answered and the speed is a guess. */
bool clock_is_calibrated(void);

uint64_t clock_tsc_hz(void);

/* Nanoseconds since start-up, never running backwards on one CPU. */
uint64_t clock_now_ns(void);

/* Waits that long. */
void clock_wait_ms(unsigned ms);

/*
 * Runs the PM timer for a moment and stores the TSC cycles per second it saw. -E_NODEV when there
 * is none, -E_TIMEOUT when it does not count.
 */
int clock_pm_timer_measure(uint64_t *tsc_hz);

/* The same by the PIT; errors of pit_measure. */
int clock_pit_measure(uint64_t *tsc_hz);
