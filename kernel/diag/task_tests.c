/* SPDX-License-Identifier: MIT */
/* diag/task_tests.c — threads: do they take turns, sleep as long as told, and keep out of each other's way? */
#include "cpu/core.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/tick.h"
#include "diag/test.h"
#include "lib/error.h"
#include "lib/samples.h"
#include "task/mutex.h"
#include "task/oncpu.h"

#define NS_PER_MS 1000000ull
#define NS_PER_US 1000u

/* ---- a core of one's own ---- */

static uint64_t seen_on[CORES_MAX];

static void number_note(void *context)
{
    seen_on[(uintptr_t)context] = core_here()->number + 1;
}

static enum test_result errands(struct test_run *run)
{
    const int result = oncpu_all(number_note);

    if (result != 0)
        return test_error(run, "no threads can be made: %s", error_name(result));
    for (unsigned i = 0; i < core_count(); i++) {
        const uint64_t seen = seen_on[i];

        seen_on[i] = 0;
        if (seen != i + 1)
            return test_fail(run, "what was for core %u ran on %lu", i, seen - 1);
    }
    return test_pass(run, "cores=%u", core_count());
}

/* ---- turns: more threads than cores, none of which gives its core away ---- */

#define HOGS_MORE     2
#define HOGS_MS       200
#define HOGS_AWAIT_MS 20000
#define HOGS_MAX      (CORES_MAX + HOGS_MORE)

static struct hogs {
    uint64_t turns[HOGS_MAX];
    unsigned count, ended;
    bool shall_end, have_ended;
    struct wait_queue end;
} hogs;

static void hog(void *context)
{
    const unsigned mine = (unsigned)(uintptr_t)context;

    while (!__atomic_load_n(&hogs.shall_end, __ATOMIC_ACQUIRE)) {
        hogs.turns[mine]++;
        cpu_relax();
    }
    if (__atomic_add_fetch(&hogs.ended, 1, __ATOMIC_ACQ_REL) == hogs.count)
        wait_finish(&hogs.end, &hogs.have_ended);
}

static bool hogs_are_over(void *context)
{
    (void)context;
    return hogs.have_ended;
}

static unsigned hogs_that_ran(void)
{
    unsigned ran = 0;

    for (unsigned i = 0; i < hogs.count; i++)
        ran += __atomic_load_n(&hogs.turns[i], __ATOMIC_RELAXED) > 0;
    return ran;
}

static enum test_result turns(struct test_run *run)
{
    const uint64_t start_ns = clock_now_ns();
    unsigned started = 0, ran;

    if (!tick_is_running())
        return test_skip(run, "without timer interrupts nobody can be stopped");
    hogs = (struct hogs){ .count = core_count() + HOGS_MORE };
    while (started < hogs.count &&
           thread_start("hog", hog, (void *)(uintptr_t)started, THREAD_ANY_CORE) == 0)
        started++;
    hogs.count = started;
    do
        thread_sleep_ms(HOGS_MS / 4);
    while (hogs_that_ran() < started && clock_now_ns() - start_ns < HOGS_AWAIT_MS * NS_PER_MS);
    ran = hogs_that_ran();
    __atomic_store_n(&hogs.shall_end, true, __ATOMIC_RELEASE);
    if (started > 0)
        wait_until(&hogs.end, hogs_are_over, NULL, THREAD_FOREVER);
    if (started < core_count() + HOGS_MORE)
        return test_error(run, "no memory for more than %u threads", started);
    if (ran < started)
        return test_fail(run, "%u of %u threads never got a core", started - ran, started);
    return test_pass(run, "threads=%u cores=%u", started, core_count());
}

/* ---- sleep ---- */

#define SLEEPS 15

/* Never early; how late is told, for a busy machine may be as late as it likes. */
static enum test_result sleeps(struct test_run *run)
{
    static const unsigned ms[] = { 1, 2, 5 };
    uint64_t late_us[SLEEPS];

    for (unsigned i = 0; i < SLEEPS; i++) {
        const uint64_t wanted_ns = ms[i % ARRAY_SIZE(ms)] * NS_PER_MS;
        const uint64_t start_ns = clock_now_ns();
        uint64_t slept_ns;

        thread_sleep_ns(wanted_ns);
        slept_ns = clock_now_ns() - start_ns;
        if (slept_ns < wanted_ns)
            return test_fail(run, "slept %lu us instead of %lu", slept_ns / NS_PER_US,
                             wanted_ns / NS_PER_US);
        late_us[i] = (slept_ns - wanted_ns) / NS_PER_US;
    }
    samples_sort(late_us, SLEEPS);
    return test_pass(run, "sleeps=%u late_us_min=%lu late_us_median=%lu late_us_max=%lu", SLEEPS,
                     late_us[0], samples_median(late_us, SLEEPS), late_us[SLEEPS - 1]);
}

/* ---- mutex: a sum that comes out wrong when two add at the same time ---- */

#define ADD_TOTAL 640

static struct mutex sum_mutex = MUTEX("test sum");
static volatile uint64_t sum;
static unsigned add_times; /* of each thread */

static void add(void *context)
{
    (void)context;
    for (unsigned i = 0; i < add_times; i++) {
        uint64_t before;

        mutex_lock(&sum_mutex);
        before = sum;
        if (i % 16 == 0)
            thread_yield(); /* whoever runs now must not get in */
        sum = before + 1;
        mutex_unlock(&sum_mutex);
    }
}

static enum test_result mutexes(struct test_run *run)
{
    int result;

    sum = 0;
    add_times = ADD_TOTAL / core_count() + 1;
    result = oncpu_all(add);
    if (result != 0)
        return test_error(run, "no threads can be made: %s", error_name(result));
    if (sum != (uint64_t)core_count() * add_times)
        return test_fail(run, "%u threads added %u each, and the sum is %lu", core_count(),
                         add_times, sum);
    mutex_lock(&sum_mutex);
    result = mutex_would_never_come(&sum_mutex);
    mutex_unlock(&sum_mutex);
    if (!result)
        return test_error(run, "a mutex that is taken twice is not noticed");
    return test_pass(run, "sum=%lu", sum);
}

static const struct test tests[] = {
    { "task.oncpu", errands },
    { "task.turns", turns },
    { "task.sleep", sleeps },
    { "task.mutex", mutexes },
};

const struct test_group task_tests = { "task", tests, ARRAY_SIZE(tests), false };
