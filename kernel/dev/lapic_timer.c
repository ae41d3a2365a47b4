/* SPDX-License-Identifier: MIT */
/*
 * dev/lapic_timer.c — the timer in each core: it counts its bus clock down once, or compares the
 * time-stamp counter with a deadline (SDM 3A 11.5.4), which needs no measuring and drifts from nothing.
 */
#include "cpu/features.h"
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/lapic.h"
#include "dev/lapic_access.h"
#include "dev/lapic_regs.h"
#include "lib/error.h"
#include "lib/samples.h"
#include "lib/timer_math.h"

#define RUNS        3
#define RUN_NS      500000u
#define HZ_MIN      10000u /* divided by 16 */
#define COUNTS_MOST 0xffffffffu
#define LOOKS_MOST  10000000 /* should the clock stand still */

static bool has_deadline;
static uint64_t hz;

/* One run against the clock. */
static uint64_t rate_measure(void)
{
    const uint64_t start_ns = clock_now_ns();
    uint64_t now_ns = start_ns;
    uint32_t left;

    lapic_write(LAPIC_TIMER_START, COUNTS_MOST);
    for (unsigned looks = 0; now_ns - start_ns < RUN_NS && looks < LOOKS_MOST; looks++)
        now_ns = clock_now_ns();
    left = lapic_read(LAPIC_TIMER_NOW);
    lapic_write(LAPIC_TIMER_START, 0);
    return timer_rate(COUNTS_MOST - left, now_ns - start_ns);
}

int lapic_timer_init(void)
{
    uint64_t rates[RUNS];

    has_deadline = cpu_features()->has_tsc_deadline && cpu_features()->has_invariant_tsc;
    if (has_deadline) {
        hz = clock_tsc_hz();
        return 0;
    }
    lapic_write(LAPIC_TIMER_DIVIDE, LAPIC_TIMER_BY_16);
    lapic_write(LAPIC_LVT_TIMER, LAPIC_LVT_MASKED | VECTOR_TIMER);
    for (unsigned i = 0; i < RUNS; i++)
        rates[i] = rate_measure();
    samples_sort(rates, RUNS);
    hz = samples_median(rates, RUNS);
    return hz >= HZ_MIN ? 0 : -E_TIMEOUT;
}

const char *lapic_timer_name(void)
{
    return has_deadline ? "TSC deadline" : "one-shot";
}

uint64_t lapic_timer_hz(void)
{
    return hz;
}

void lapic_timer_arm(uint64_t ns)
{
    if (has_deadline) {
        lapic_write(LAPIC_LVT_TIMER, LAPIC_TIMER_DEADLINE | VECTOR_TIMER);
        memory_fence(); /* SDM 3A 11.5.4.1: the mode before the deadline */
        msr_write(MSR_TSC_DEADLINE, tsc_read() + timer_counts(ns, hz, INT64_MAX));
        return;
    }
    lapic_write(LAPIC_TIMER_DIVIDE, LAPIC_TIMER_BY_16);
    lapic_write(LAPIC_LVT_TIMER, VECTOR_TIMER);
    lapic_write(LAPIC_TIMER_START, (uint32_t)timer_counts(ns, hz, COUNTS_MOST));
}

void lapic_timer_stop(void)
{
    if (has_deadline)
        msr_write(MSR_TSC_DEADLINE, 0);
    else
        lapic_write(LAPIC_TIMER_START, 0);
}
