/* SPDX-License-Identifier: MIT */
/*
 * diag/bench_cores.c — each operation many times; the least and the middle one, in cycles and nanoseconds.
 */
#include "diag/bench_cores.h"

#include "cpu/core.h"
#include "cpu/interrupt.h"
#include "cpu/ipi.h"
#include "cpu/registers.h"
#include "cpu/tlb.h"
#include "dev/clock.h"
#include "dev/lapic.h"
#include "lib/samples.h"
#include "mm/frame.h"
#include "mm/paging.h"
#include "task/mutex.h"
#include "task/thread.h"

#define SAMPLES    301
#define SLEEPS     51
#define SLEEP_NS   1000000u
#define LOOKS_MOST 10000000
#define NS_PER_S   1000000000ull

static uint64_t samples[SAMPLES];

static uint64_t ns_of(uint64_t cycles)
{
    return cycles * NS_PER_S / clock_tsc_hz();
}

static enum test_result tell(struct test_run *run, unsigned count)
{
    uint64_t median;

    samples_sort(samples, count);
    median = samples_median(samples, count);
    return test_pass(run, "min=%lu median=%lu min_ns=%lu median_ns=%lu", samples[0], median,
                     ns_of(samples[0]), ns_of(median));
}

/* To itself: from the command to the instruction behind the handler. */
enum test_result bench_interrupt(struct test_run *run)
{
    if (!lapic_is_there())
        return test_skip(run, "without a local APIC a core cannot interrupt itself");
    for (unsigned i = 0; i < SAMPLES; i++) {
        const volatile uint64_t *count;
        uint64_t before, start;
        unsigned looks = 0;

        preempt_disable();
        count = &core_here()->vectors[VECTOR_SWITCH];
        before = *count;
        start = tsc_read();
        core_interrupt(core_here(), VECTOR_SWITCH);
        while (*count == before && looks++ < LOOKS_MOST)
            ;
        samples[i] = tsc_read() - start;
        preempt_enable();
        if (looks > LOOKS_MOST)
            return test_error(run, "no interrupt came");
    }
    return tell(run, SAMPLES);
}

static void nothing(void *context)
{
    (void)context;
}

enum test_result bench_ipi(struct test_run *run)
{
    if (core_count() < 2)
        return test_skip(run, "one core runs");
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();

        if (ipi_call(1, nothing, NULL) != 0)
            return test_error(run, "core 1 does not answer");
        samples[i] = tsc_read() - start;
    }
    return tell(run, SAMPLES);
}

/* One page, forgotten by all cores. */
enum test_result bench_flush(struct test_run *run)
{
    uint64_t at;

    if (core_count() < 2)
        return test_skip(run, "one core runs");
    at = paging_take(PAGE_BYTES, 0);
    if (at == 0)
        return test_error(run, "no address is free");
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();

        tlb_flush_everywhere(at, PAGE_BYTES);
        samples[i] = tsc_read() - start;
    }
    paging_give(at);
    return tell(run, SAMPLES);
}

static struct {
    bool shall_end, is_over;
    struct wait_queue over;
} partner;

static void partner_run(void *context)
{
    (void)context;
    while (!__atomic_load_n(&partner.shall_end, __ATOMIC_ACQUIRE))
        thread_yield();
    wait_finish(&partner.over, &partner.is_over);
}

static bool partner_is_over(void *context)
{
    (void)context;
    return partner.is_over;
}

/* To another thread of this core and back, halved. */
enum test_result bench_switch(struct test_run *run)
{
    partner = (__typeof__(partner)){ 0 };
    if (thread_start("bench", partner_run, NULL, (int)core_here()->number) != 0)
        return test_error(run, "no thread can be made");
    thread_yield();
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();

        thread_yield();
        samples[i] = (tsc_read() - start) / 2;
    }
    __atomic_store_n(&partner.shall_end, true, __ATOMIC_RELEASE);
    wait_until(&partner.over, partner_is_over, NULL, THREAD_FOREVER);
    return tell(run, SAMPLES);
}

/* Taken and given back, with nobody else about. */
enum test_result bench_mutex(struct test_run *run)
{
    static struct mutex mutex = MUTEX("bench");

    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();

        mutex_lock(&mutex);
        mutex_unlock(&mutex);
        samples[i] = tsc_read() - start;
    }
    return tell(run, SAMPLES);
}

/* How much later than asked for a sleep of a millisecond ends. */
enum test_result bench_sleep(struct test_run *run)
{
    for (unsigned i = 0; i < SLEEPS; i++) {
        const uint64_t start = tsc_read(), wanted = clock_tsc_hz() / (NS_PER_S / SLEEP_NS);
        uint64_t slept;

        thread_sleep_ns(SLEEP_NS);
        slept = tsc_read() - start;
        samples[i] = slept > wanted ? slept - wanted : 0;
    }
    return tell(run, SLEEPS);
}
