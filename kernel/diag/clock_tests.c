/* SPDX-License-Identifier: MIT */
/* diag/clock_tests.c — does time pass, and does anything besides the CPU itself say so? */
#include "cpu/registers.h"
#include "dev/clock.h"
#include "diag/test.h"
#include "lib/error.h"

#define TSC_SAMPLES 10000

static enum test_result tsc_advances(struct test_run *run)
{
    const uint64_t first = tsc_read();
    uint64_t last = first;

    for (unsigned i = 0; i < TSC_SAMPLES; i++) {
        const uint64_t now = tsc_read();

        if (now < last)
            return test_fail(run, "went back by %lu cycles", last - now);
        last = now;
    }
    if (last == first)
        return test_fail(run, "stood still over %u reads", TSC_SAMPLES);
    return test_pass(run, "cycles=%lu", last - first);
}

static enum test_result is_calibrated(struct test_run *run)
{
    if (!clock_is_calibrated())
        return test_fail(run, "neither CPUID, HPET, PM timer nor PIT tells how fast time passes");
    return test_pass(run, "source=\"%s\" tsc_khz=%lu", clock_source(), clock_tsc_hz() / 1000);
}

/*
 * A reference that is missing or gated off is no fault of the machine as long as another one
 * answers.
 */
static enum test_result reference(struct test_run *run, const char *name,
                                  int (*measure)(uint64_t *hz))
{
    uint64_t hz = 0;
    const int result = measure(&hz);

    if (result != 0)
        return test_skip(run, "%s: %s", name, error_name(result));
    if (hz == 0)
        return test_fail(run, "%s counts, but no CPU cycle passed meanwhile", name);
    return test_pass(run, "tsc_khz=%lu", hz / 1000);
}

static enum test_result hpet(struct test_run *run)
{
    return reference(run, "HPET", clock_hpet_measure);
}

static enum test_result pm_timer(struct test_run *run)
{
    return reference(run, "PM timer", clock_pm_timer_measure);
}

static enum test_result pit(struct test_run *run)
{
    return reference(run, "PIT", clock_pit_measure);
}

static const struct test tests[] = {
    { "clock.tsc", tsc_advances }, { "clock.calibrated", is_calibrated },
    { "clock.hpet", hpet },        { "clock.pm_timer", pm_timer },
    { "clock.pit", pit },
};

const struct test_group clock_tests = { "clock", tests, ARRAY_SIZE(tests), false };
