/* SPDX-License-Identifier: MIT */
/*
 * dev/clock.h — nanoseconds since start-up, and waits that end.
 *
 * The CPU's time-stamp counter does the counting. How fast it runs comes from the first of these
 * that answers plausibly: CPUID leaves 0x15 and 0x16, the HPET, the ACPI PM timer, the 8254 PIT. Each is
 * asked with a bound, since any of them may be missing, stuck or wrong.
 */
#pragma once

#include "lib/types.h"

/*
 * Measures the counter's speed. ACPI must have been looked for. Also gives the log its time stamps.
 */
void clock_init(void);

/* Where the speed came from: "CPUID", "HPET", "PM timer", "PIT" or "a guess". */
const char *clock_source(void);

/* False when no reference answered and the speed is a guess. */
bool clock_is_calibrated(void);

uint64_t clock_tsc_hz(void);

/*
 * Nanoseconds since start-up. Never runs backwards, also not between two cores of which one tells the
 * other what it read.
 */
uint64_t clock_now_ns(void);

/* The running core's counter, less what it is ahead of the first core's. */
uint64_t clock_cycles(void);

/*
 * The counter of another core that is just starting, compared with this one's. The two run these at the
 * same time; the second, which runs on the new core, goes by the first one's time from then on. False
 * when the other one did not take part.
 */
struct clock_meeting {
    uint64_t asked, answered; /* number of the exchange */
    uint64_t theirs;          /* what the new core read */
    int64_t offset;           /* found at the end */
};
bool clock_compare(struct clock_meeting *meeting);
bool clock_be_compared(struct clock_meeting *meeting);

/* The largest difference between two counters that is made up for, in cycles; 0: all go together. */
uint64_t clock_offset_most(void);

/* Waits that long, on the processor. */
void clock_wait_ms(unsigned ms);
void clock_wait_us(unsigned us);

/*
 * Runs the PM timer for a moment and stores the TSC cycles per second it saw. -E_NODEV when there
 * is none, -E_TIMEOUT when it does not count.
 */
int clock_pm_timer_measure(uint64_t *tsc_hz);

/* The same by the HPET; errors of hpet_measure. */
int clock_hpet_measure(uint64_t *tsc_hz);

/* The same by the PIT; errors of pit_measure. */
int clock_pit_measure(uint64_t *tsc_hz);
