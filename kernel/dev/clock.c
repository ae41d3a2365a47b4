/* SPDX-License-Identifier: MIT */
/*
 * dev/clock.c — calibrating the time-stamp counter, and reading it.
 *
 * Each reference is run CLOCK_RUNS times for about a millisecond and the median is taken, so that
 * one run disturbed by firmware (system management interrupts) or by a busy host does not count. A
 * result outside 10 MHz..20 GHz is no result.
 */
#include "dev/clock.h"

#include "cpu/core.h"
#include "cpu/features.h"
#include "cpu/io.h"
#include "cpu/registers.h"
#include "cpu/smi.h"
#include "dev/acpi.h"
#include "dev/hpet.h"
#include "dev/pit.h"
#include "dev/pit_regs.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/patience.h"

#define NS_PER_S       1000000000ull
#define TSC_HZ_MIN     10000000ull
#define TSC_HZ_MAX     20000000000ull
#define TSC_HZ_GUESS   2000000000ull
#define CLOCK_RUNS     5
#define PM_TIMER_HZ    3579545u /* ACPI 6.5 4.8.2.1 */
#define PM_TIMER_MASK  0xffffffu
#define PM_TIMER_TICKS (PM_TIMER_HZ / 1000)
#define PM_TIMER_READS 200000
#define PIT_TICKS      (PIT_HZ / 1000)
#define HPET_RUN_NS    1000000u

static uint64_t tsc_hz = TSC_HZ_GUESS;
static uint64_t tsc_start;
static uint64_t latest; /* ns, the largest that any core was told */
static const char *source = "a guess";

typedef int (*measure_t)(uint64_t *hz);

const char *clock_source(void)
{
    return source;
}

bool clock_is_calibrated(void)
{
    return source[0] != 'a';
}

uint64_t clock_tsc_hz(void)
{
    return tsc_hz;
}

/* 64 x 64 / 64 without overflow for any uptime: whole seconds and the rest apart. */
static uint64_t cycles_to_ns(uint64_t cycles)
{
    return cycles / tsc_hz * NS_PER_S + cycles % tsc_hz * NS_PER_S / tsc_hz;
}

/*
 * The largest time that any core was told. Counters of several cores agree to some cycles only, and
 * one that is not invariant may stop; so a core that is behind repeats what another has said.
 */
static uint64_t latest_ns(uint64_t now_ns)
{
    uint64_t seen = __atomic_load_n(&latest, __ATOMIC_ACQUIRE);

    while (now_ns > seen)
        if (__atomic_compare_exchange_n(&latest, &seen, now_ns, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return now_ns;
    return seen;
}

uint64_t clock_cycles(void)
{
    const uint64_t flags = interrupts_save(); /* offset and counter are those of one core */
    const uint64_t cycles = tsc_read() + (uint64_t)core_here()->clock_offset;

    interrupts_restore(flags);
    return cycles;
}

uint64_t clock_now_ns(void)
{
    return latest_ns(cycles_to_ns(clock_cycles() - tsc_start));
}

void clock_wait_us(unsigned us)
{
    const uint64_t end_ns = clock_now_ns() + us * 1000ull;

    while (clock_now_ns() < end_ns)
        cpu_relax();
}

void clock_wait_ms(unsigned ms)
{
    while (ms-- > 0)
        clock_wait_us(1000);
}

static int hpet_run(uint64_t *hz)
{
    uint64_t ns = 0, cycles = 0;
    const int result = hpet_measure(HPET_RUN_NS, &ns, &cycles);

    if (result == 0)
        *hz = ns != 0 ? cycles * NS_PER_S / ns : 0;
    return result;
}

static int pm_timer_run(uint64_t *hz)
{
    const struct acpi_address *timer = &acpi_state()->fadt.pm_timer;
    const uint16_t port = (uint16_t)timer->address;
    uint32_t first, passed = 0;
    uint64_t start, end;
    unsigned reads = 0;

    if (!acpi_state()->has_fadt || timer->space != ACPI_SPACE_IO || timer->address == 0 ||
        timer->address > 0xfffc)
        return -E_NODEV;
    first = io_read32(port);
    start = tsc_read();
    while (passed < PM_TIMER_TICKS && reads++ < PM_TIMER_READS)
        passed = (io_read32(port) - first) & PM_TIMER_MASK;
    end = tsc_read();
    if (passed < PM_TIMER_TICKS)
        return -E_TIMEOUT;
    *hz = (end - start) * PM_TIMER_HZ / passed;
    return 0;
}

static int pit_run(uint64_t *hz)
{
    uint64_t cycles;
    const int result = pit_measure(PIT_TICKS, &cycles);

    if (result == 0)
        *hz = cycles * PIT_HZ / PIT_TICKS;
    return result;
}

/* The median of CLOCK_RUNS runs. */
static int median_of_runs(measure_t run, uint64_t *hz)
{
    uint64_t sorted[CLOCK_RUNS];

    for (unsigned n = 0; n < CLOCK_RUNS; n++) {
        uint64_t value;
        const int result = run(&value);
        unsigned i = n;

        if (result != 0)
            return result;
        for (; i > 0 && sorted[i - 1] > value; i--)
            sorted[i] = sorted[i - 1];
        sorted[i] = value;
    }
    *hz = sorted[CLOCK_RUNS / 2];
    return 0;
}

int clock_pm_timer_measure(uint64_t *hz)
{
    return median_of_runs(pm_timer_run, hz);
}

int clock_hpet_measure(uint64_t *hz)
{
    return median_of_runs(hpet_run, hz);
}

int clock_pit_measure(uint64_t *hz)
{
    return median_of_runs(pit_run, hz);
}

static int cpuid_measure(uint64_t *hz)
{
    *hz = cpu_features()->tsc_hz;
    return *hz != 0 ? 0 : -E_NODEV;
}

void clock_init(void)
{
    static const struct {
        const char *name;
        measure_t measure;
    } references[] = {
        { "CPUID", cpuid_measure },
        { "HPET", clock_hpet_measure },
        { "PM timer", clock_pm_timer_measure },
        { "PIT", clock_pit_measure },
    };

    const uint32_t smis = smi_count();

    tsc_start = tsc_read();
    for (unsigned i = 0; i < ARRAY_SIZE(references) && !clock_is_calibrated(); i++) {
        uint64_t hz = 0;
        const int result = references[i].measure(&hz);

        if (result == 0 && hz >= TSC_HZ_MIN && hz <= TSC_HZ_MAX) {
            tsc_hz = hz;
            source = references[i].name;
        } else if (result != -E_NODEV) {
            log_warning("clock: %s is no use: %s, %lu Hz", references[i].name, error_name(result),
                        hz);
        }
    }
    if (smi_count() != smis)
        log_notice("clock: firmware took the processor %u times while it was measured (SMI)",
                   smi_count() - smis);
    latest = 0; /* what was told before went by the guess */
    patience_set_speed(tsc_hz / 1000);
    log_set_clock(clock_now_ns);
    log_info("clock: time-stamp counter at %lu.%03lu MHz by %s%s; times start here",
             tsc_hz / 1000000, tsc_hz / 1000 % 1000, source,
             cpu_features()->has_invariant_tsc ? ", invariant" : "");
}
