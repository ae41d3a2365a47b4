/* SPDX-License-Identifier: MIT */
/*
 * test_clock.c — which reference the clock believes, and that none of them can hold it up.
 *
 * The references are faked: CPUID's number, a PM timer on a port, and the PIT's stop-watch.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dev/clock.c"

#define PM_PORT 0x608

static struct cpu_features cpu;
static struct acpi_state acpi;
static int pit_result, hpet_result;
static uint64_t hpet_ns, hpet_cycles;
static uint64_t pit_cycles[CLOCK_RUNS];
static unsigned pit_runs;

static struct {
    uint32_t value;
    unsigned step; /* ticks per two reads */
    bool stutters; /* each value is read twice */
    unsigned reads;
    uint32_t above; /* what a 24-bit timer shows in the bits it does not have */
} pm;

const struct cpu_features *cpu_features(void)
{
    return &cpu;
}

uint32_t smi_count(void)
{
    return 0;
}

const struct acpi_state *acpi_state(void)
{
    return &acpi;
}

int pit_measure(unsigned ticks, uint64_t *cycles)
{
    assert_in_range(ticks, 1, PIT_TICKS_MAX);
    if (pit_result == 0)
        *cycles = pit_cycles[pit_runs++ % CLOCK_RUNS];
    return pit_result;
}

int hpet_measure(uint64_t ns, uint64_t *passed_ns, uint64_t *cycles)
{
    (void)ns;
    *passed_ns = hpet_ns;
    *cycles = hpet_cycles;
    return hpet_result;
}

uint8_t fake_read8(uint16_t port)
{
    (void)port;
    return 0xff;
}

void fake_write8(uint16_t port, uint8_t value)
{
    (void)port;
    (void)value;
}

uint32_t fake_read32(uint16_t port)
{
    assert_int_equal(port, PM_PORT);
    if (!pm.stutters || ++pm.reads % 2 == 0)
        pm.value = (pm.value + pm.step) & PM_TIMER_MASK;
    fake_tsc += 1000; /* a port read takes its time */
    pm.above *= 3;    /* never the same twice */
    return pm.value | (pm.above & ~PM_TIMER_MASK);
}

static int fresh(void **state)
{
    (void)state;
    tsc_hz = TSC_HZ_GUESS;
    source = "a guess";
    cpu = (struct cpu_features){ .tsc_hz = 0 };
    acpi = (struct acpi_state){ .has_fadt = true };
    acpi.fadt.pm_timer = (struct acpi_address){ .space = ACPI_SPACE_IO, .address = PM_PORT };
    pm = (__typeof__(pm)){ .step = 2 };
    pit_result = hpet_result = -E_NODEV;
    fake_core = (struct core){ 0 };
    latest = 0;
    log_init();
    return 0;
}

static void cpuid_goes_first(void **state)
{
    (void)state;
    cpu.tsc_hz = 3000000000;
    clock_init();
    assert_string_equal(clock_source(), "CPUID");
    assert_int_equal(clock_tsc_hz(), 3000000000);
}

static void absurd_cpuid_is_passed_over(void **state)
{
    (void)state;
    cpu.tsc_hz = 1000; /* a virtual machine's nonsense */
    clock_init();
    assert_string_equal(clock_source(), "PM timer");
}

static void hpet_goes_before_the_pm_timer(void **state)
{
    (void)state;
    hpet_result = 0;
    hpet_ns = 1000000;
    hpet_cycles = 3000000;
    clock_init();
    assert_string_equal(clock_source(), "HPET");
    assert_int_equal(clock_tsc_hz(), 3000000000);
}

static void stuck_hpet_gives_way(void **state)
{
    (void)state;
    hpet_result = -E_TIMEOUT;
    clock_init();
    assert_string_equal(clock_source(), "PM timer");
    hpet_result = 0;
    hpet_ns = 0; /* counts, but its period is nonsense */
    source = "a guess";
    clock_init();
    assert_string_equal(clock_source(), "PM timer");
}

static void time_never_runs_back_between_cores(void **state)
{
    uint64_t first;

    (void)state;
    clock_init();
    first = clock_now_ns();
    fake_core = (struct core){ .number = 1, .clock_offset = -1000000 };
    assert_true(clock_now_ns() >= first);
    fake_core = (struct core){ .number = 2, .clock_offset = 5000000 };
    assert_true(clock_now_ns() > first + 1000000);
}

static void guessed_times_do_not_stay(void **state)
{
    (void)state;
    clock_now_ns();
    latest = 60 * NS_PER_S; /* told by the guess */
    clock_init();
    assert_true(clock_now_ns() < NS_PER_S);
}

static void pm_timer_is_measured(void **state)
{
    (void)state;
    clock_init();
    assert_string_equal(clock_source(), "PM timer");
    /* 2 ticks of 3.58 MHz in about 1001 cycles. */
    assert_in_range(clock_tsc_hz(), 1780000000, 1800000000);
}

static void pm_timer_wraps_and_has_rubbish_above(void **state)
{
    (void)state;
    pm.value = 0xfffff0;
    pm.above = 0xab000000;
    clock_init();
    assert_in_range(clock_tsc_hz(), 1780000000, 1800000000);
}

static void pm_timer_may_repeat_a_value(void **state)
{
    (void)state;
    pm.stutters = true;
    pm.step = 4;
    clock_init();
    assert_string_equal(clock_source(), "PM timer");
}

static void frozen_pm_timer_gives_way_to_the_pit(void **state)
{
    (void)state;
    pm.step = 0;
    pit_result = 0;
    for (unsigned i = 0; i < CLOCK_RUNS; i++)
        pit_cycles[i] = 2000000;
    clock_init();
    assert_string_equal(clock_source(), "PIT");
    assert_in_range(clock_tsc_hz(), 1999000000, 2001000000);
}

static void one_disturbed_run_does_not_count(void **state)
{
    static const uint64_t runs[CLOCK_RUNS] = { 2000000, 90000000, 2000100, 5, 2000050 };
    uint64_t hz = 0;

    (void)state;
    pit_result = 0;
    pit_runs = 0;
    for (unsigned i = 0; i < CLOCK_RUNS; i++)
        pit_cycles[i] = runs[i];
    assert_int_equal(clock_pit_measure(&hz), 0);
    assert_in_range(hz, 1999000000, 2002000000);
}

static void no_reference_at_all_is_said(void **state)
{
    (void)state;
    acpi.has_fadt = false;
    clock_init();
    assert_false(clock_is_calibrated());
    assert_int_equal(clock_tsc_hz(), TSC_HZ_GUESS);
}

static void long_uptime_does_not_overflow(void **state)
{
    const uint64_t year_s = 365ull * 24 * 3600;

    (void)state;
    tsc_hz = 4999999999;
    assert_int_equal(cycles_to_ns(tsc_hz * year_s), year_s * NS_PER_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(cpuid_goes_first, fresh),
        cmocka_unit_test_setup(absurd_cpuid_is_passed_over, fresh),
        cmocka_unit_test_setup(hpet_goes_before_the_pm_timer, fresh),
        cmocka_unit_test_setup(stuck_hpet_gives_way, fresh),
        cmocka_unit_test_setup(time_never_runs_back_between_cores, fresh),
        cmocka_unit_test_setup(guessed_times_do_not_stay, fresh),
        cmocka_unit_test_setup(pm_timer_is_measured, fresh),
        cmocka_unit_test_setup(pm_timer_wraps_and_has_rubbish_above, fresh),
        cmocka_unit_test_setup(pm_timer_may_repeat_a_value, fresh),
        cmocka_unit_test_setup(frozen_pm_timer_gives_way_to_the_pit, fresh),
        cmocka_unit_test_setup(one_disturbed_run_does_not_count, fresh),
        cmocka_unit_test_setup(no_reference_at_all_is_said, fresh),
        cmocka_unit_test_setup(long_uptime_does_not_overflow, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
