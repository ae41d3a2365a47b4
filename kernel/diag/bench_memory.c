/* SPDX-License-Identifier: MIT */
/*
 * diag/bench_memory.c — what memory costs, in cycles: each operation many times, the least and the middle
 * one of them. The cost of reading the counter itself is in every number.
 */
#include "diag/bench_memory.h"

#include "cpu/probe.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "lib/phases.h"
#include "lib/samples.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/paging.h"

#define SAMPLES      501
#define OBJECT_BYTES 100

static uint64_t takes[SAMPLES], gives[SAMPLES];

static enum test_result two_tell(struct test_run *run, const char *take, const char *give)
{
    samples_sort(takes, SAMPLES);
    samples_sort(gives, SAMPLES);
    return test_pass(run, "%s_min=%lu %s_median=%lu %s_min=%lu %s_median=%lu", take, takes[0], take,
                     samples_median(takes, SAMPLES), give, gives[0], give,
                     samples_median(gives, SAMPLES));
}

enum test_result bench_frame(struct test_run *run)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();
        const paddr_t frame = frame_alloc(0, FRAME_TEST);
        const uint64_t middle = tsc_read();

        if (frame == 0)
            return test_error(run, "no frame is free");
        frame_free(frame, 0, FRAME_TEST);
        gives[i] = tsc_read() - middle;
        takes[i] = middle - start;
    }
    return two_tell(run, "alloc", "free");
}

enum test_result bench_kmalloc(struct test_run *run)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();
        void *object = kmalloc(OBJECT_BYTES);
        const uint64_t middle = tsc_read();

        if (object == NULL)
            return test_error(run, "no memory is free");
        kfree(object);
        gives[i] = tsc_read() - middle;
        takes[i] = middle - start;
    }
    return two_tell(run, "alloc", "free");
}

/* There and back: the access, the exception, its dispatch, and the return behind the access. */
enum test_result bench_page_fault(struct test_run *run)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t start = tsc_read();
        const struct probe_result result = probe(PROBE_READ, 0);

        takes[i] = tsc_read() - start;
        if (!result.has_faulted)
            return test_error(run, "a read of address 0 went through");
    }
    samples_sort(takes, SAMPLES);
    return test_pass(run, "min=%lu median=%lu", takes[0], samples_median(takes, SAMPLES));
}

enum test_result bench_map(struct test_run *run)
{
    const paddr_t frame = frame_alloc(0, FRAME_TEST);
    const uint64_t at = frame != 0 ? paging_take(PAGE_BYTES, 0) : 0;
    int result = at != 0 ? 0 : -1;

    for (unsigned i = 0; i < SAMPLES && result == 0; i++) {
        const uint64_t start = tsc_read();
        uint64_t middle;

        result = paging_map(at, frame, PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK);
        middle = tsc_read();
        *(volatile uint8_t *)(uintptr_t)at = 1;
        takes[i] = middle - start;
        middle = tsc_read();
        paging_unmap(at, PAGE_BYTES);
        gives[i] = tsc_read() - middle;
    }
    if (at != 0)
        paging_give(at);
    if (frame != 0)
        frame_free(frame, 0, FRAME_TEST);
    return result == 0 ? two_tell(run, "map", "unmap") : test_error(run, "no page can be mapped");
}

/* Each step of start-up in a line of its own; those before the counter's speed was known, too. */
enum test_result bench_start(struct test_run *run)
{
    const uint64_t per_ms = clock_tsc_hz() / 1000;
    const struct phase *phase = phase_at(0), *last = phase;
    const struct phase *const first = phase;

    if (first == NULL)
        return test_skip(run, "no phase was noted");
    for (unsigned i = 1; (phase = phase_at(i)) != NULL; i++) {
        const uint64_t us = (phase->end - last->end) * 1000 / per_ms;

        ktap_note("bench.start: %s %lu.%03lu ms", phase->name, us / 1000, us % 1000);
        last = phase;
    }
    return test_pass(run, "ms=%lu", (last->end - first->end) / per_ms);
}
