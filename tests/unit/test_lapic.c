/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_lapic.c — the local APIC in both of its modes, of which QEMU's TCG has only the older one,
 * and its timer with and without a deadline.
 */
#include "exact.h"

#include "dev/lapic.c"
#include "dev/lapic_timer.c"

#define BASE      0xfee00000ull
#define BASE_BSP  (1u << 8)
#define X2(reg)   (LAPIC_X2_BASE + (reg) / 16)
#define LVT_MAX_6 (6u << 16)

static uint32_t page[LAPIC_BYTES / 4];
static uint64_t base, x2[0x100], deadline, tsc_rate, now_ns;
static bool has_apic;
static unsigned base_writes;
static struct cpu_features features;

const struct cpu_features *cpu_features(void)
{
    return &features;
}

uint64_t clock_tsc_hz(void)
{
    return tsc_rate;
}

/* Time passes with each look, and the timer counts 62.5 times in a microsecond. */
uint64_t clock_now_ns(void)
{
    now_ns += 1000;
    if (page[LAPIC_TIMER_START / 4] != 0)
        page[LAPIC_TIMER_NOW / 4] -= 62;
    return now_ns;
}

void *fake_mmio_map(paddr_t where, size_t size, enum caching caching)
{
    assert_true(where == BASE && size == LAPIC_BYTES && caching == CACHING_UNCACHED);
    return page;
}

struct cpuid_result fake_cpuid(uint32_t leaf)
{
    assert_int_equal(leaf, 1);
    return (struct cpuid_result){ .edx = has_apic ? FEATURES_EDX_APIC : 0 };
}

uint64_t fake_msr_read(uint32_t msr)
{
    if (msr == MSR_APIC_BASE)
        return base;
    assert_true(base & APIC_BASE_EXTD); /* or it would fault */
    assert_in_range(msr, LAPIC_X2_BASE, LAPIC_X2_BASE + 0xff);
    return x2[msr - LAPIC_X2_BASE];
}

void fake_msr_write(uint32_t msr, uint64_t value)
{
    if (msr == MSR_TSC_DEADLINE) {
        deadline = value;
        return;
    }
    if (msr == MSR_APIC_BASE) {
        base_writes++;
        assert_true((value & base) == base); /* neither bit is ever cleared */
        base = value;
        return;
    }
    assert_true(base & APIC_BASE_EXTD);
    assert_in_range(msr, LAPIC_X2_BASE, LAPIC_X2_BASE + 0xff);
    x2[msr - LAPIC_X2_BASE] = value;
}

static int fresh(void **state)
{
    (void)state;
    memset(page, 0, sizeof(page));
    memset(x2, 0, sizeof(x2));
    page[LAPIC_VERSION / 4] = LVT_MAX_6 | 0x14;
    x2[LAPIC_VERSION / 16] = LVT_MAX_6 | 0x15;
    base = BASE | APIC_BASE_EN | BASE_BSP;
    base_writes = 0;
    has_apic = true;
    registers = NULL;
    is_there = is_x2 = has_deadline = false;
    features = (struct cpu_features){ .has_invariant_tsc = true };
    tsc_rate = 3000000000;
    deadline = now_ns = 0;
    log_init();
    return 0;
}

static void absent(void **state)
{
    (void)state;
    has_apic = false;
    assert_int_equal(lapic_init(), -E_NODEV);
    has_apic = true;
    memset(page, 0xff, sizeof(page));
    assert_int_equal(lapic_init(), -E_NODEV);
    assert_false(lapic_is_there());
}

static void by_memory(void **state)
{
    const struct core other = { .number = 1, .apic_id = 7 };

    (void)state;
    page[LAPIC_ID / 4] = 5u << 24;
    assert_int_equal(lapic_init(), 0);
    assert_int_equal(base_writes, 0);
    assert_int_equal(lapic_id(), 5);
    assert_false(lapic_is_x2());
    assert_true(lapic_reaches(254));
    assert_false(lapic_reaches(255)); /* all of them */
    assert_false(lapic_reaches(300));
    lapic_interrupt(&other, VECTOR_CALL);
    assert_int_equal(page[LAPIC_COMMAND_HIGH / 4], 7u << 24);
    assert_int_equal(page[LAPIC_COMMAND / 4], LAPIC_COMMAND_ASSERT | VECTOR_CALL);
    lapic_interrupt(&other, VECTOR_NMI);
    assert_int_equal(page[LAPIC_COMMAND / 4], LAPIC_COMMAND_ASSERT | LAPIC_COMMAND_NMI);
    lapic_send_start(9, 0x9e000);
    assert_int_equal(page[LAPIC_COMMAND_HIGH / 4], 9u << 24);
    assert_int_equal(page[LAPIC_COMMAND / 4], LAPIC_COMMAND_ASSERT | LAPIC_COMMAND_START | 0x9e);
}

/* Firmware left it so, and may have locked it: the register that holds the mode is not written. */
static void in_x2_mode(void **state)
{
    const struct core other = { .number = 1, .apic_id = 70000 };

    (void)state;
    base |= APIC_BASE_EXTD;
    x2[LAPIC_ID / 16] = 300;
    assert_int_equal(lapic_init(), 0);
    lapic_enable(1, false);
    assert_int_equal(base_writes, 0);
    assert_true(lapic_is_x2());
    assert_int_equal(lapic_id(), 300);
    assert_true(lapic_reaches(70000));
    assert_false(lapic_reaches(UINT32_MAX));
    lapic_interrupt(&other, VECTOR_FLUSH);
    assert_int_equal(x2[LAPIC_COMMAND / 16], 70000ull << 32 | LAPIC_COMMAND_ASSERT | VECTOR_FLUSH);
    for (unsigned i = 0; i < LAPIC_BYTES / 4; i++) /* memory is not touched */
        assert_true(page[i] == 0 || i == LAPIC_VERSION / 4);
}

static void switched_off_by_firmware(void **state)
{
    (void)state;
    base &= ~APIC_BASE_EN;
    assert_int_equal(lapic_init(), 0);
    assert_true(base & APIC_BASE_EN);
    assert_false(base & APIC_BASE_EXTD);
}

static void other_cores_follow_the_first(void **state)
{
    (void)state;
    base |= APIC_BASE_EXTD;
    assert_int_equal(lapic_init(), 0);
    base = BASE | APIC_BASE_EN; /* a core that begins in the older mode */
    assert_true(lapic_join());
    assert_true(base & APIC_BASE_EXTD);

    fresh(NULL);
    assert_int_equal(lapic_init(), 0);
    assert_true(lapic_join());
    assert_int_equal(base_writes, 0);
    base |= APIC_BASE_EXTD; /* one that cannot go back */
    assert_false(lapic_join());
}

static void sources(void **state)
{
    (void)state;
    page[LAPIC_LVT_THERMAL / 4] = LAPIC_LVT_MODE_SMI << 8;
    page[LAPIC_LVT_COUNTERS / 4] = 0x22;
    page[LAPIC_LVT_TIMER / 4] = 0x20;
    assert_int_equal(lapic_init(), 0);
    lapic_enable(1, true);
    assert_int_equal(page[LAPIC_LVT_THERMAL / 4], LAPIC_LVT_MODE_SMI << 8); /* firmware's own */
    assert_int_equal(page[LAPIC_LVT_COUNTERS / 4], LAPIC_LVT_MASKED);
    assert_int_equal(page[LAPIC_LVT_TIMER / 4], LAPIC_LVT_MASKED);
    assert_int_equal(page[LAPIC_LVT_CMCI / 4], LAPIC_LVT_MASKED);
    assert_int_equal(page[LAPIC_LVT_INPUT0 / 4], LAPIC_LVT_MODE_EXTERN << 8);
    assert_int_equal(page[LAPIC_LVT_INPUT1 / 4], LAPIC_LVT_MODE_NMI << 8);
    assert_int_equal(page[LAPIC_SPURIOUS / 4], LAPIC_SPURIOUS_ENABLE | VECTOR_SPURIOUS);
    lapic_enable(0, false);
    assert_int_equal(page[LAPIC_LVT_INPUT0 / 4], LAPIC_LVT_MODE_NMI << 8);
    assert_int_equal(page[LAPIC_LVT_INPUT1 / 4], LAPIC_LVT_MASKED);
}

/* A register that an old one does not have is not written. */
static void few_sources(void **state)
{
    (void)state;
    page[LAPIC_VERSION / 4] = 3u << 16;
    page[LAPIC_LVT_COUNTERS / 4] = page[LAPIC_LVT_CMCI / 4] = 0x1234;
    assert_int_equal(lapic_init(), 0);
    lapic_enable(1, false);
    assert_int_equal(page[LAPIC_LVT_COUNTERS / 4], 0x1234);
    assert_int_equal(page[LAPIC_LVT_CMCI / 4], 0x1234);
}

static void strays_are_ended_if_in_service(void **state)
{
    (void)state;
    assert_int_equal(lapic_init(), 0);
    page[LAPIC_EOI / 4] = 0xdead;
    lapic_end_of_stray(0x45);
    assert_int_equal(page[LAPIC_EOI / 4], 0xdead);
    page[LAPIC_IN_SERVICE / 4 + 2 * 4] = 1u << 5;
    lapic_end_of_stray(0x45);
    assert_int_equal(page[LAPIC_EOI / 4], 0);
}

static void timer_counts_down(void **state)
{
    (void)state;
    assert_int_equal(lapic_init(), 0);
    page[LAPIC_TIMER_NOW / 4] = UINT32_MAX;
    features.has_tsc_deadline = true;
    features.has_invariant_tsc = false; /* a counter that changes its pace makes no deadlines */
    /* The fake counts on from run to run; the first one is the smallest. */
    assert_int_equal(lapic_timer_init(), 0);
    assert_string_equal(lapic_timer_name(), "one-shot");
    assert_in_range(lapic_timer_hz(), 61000000, 190000000);
    hz = 62500000;
    lapic_timer_arm(1000000);
    assert_int_equal(page[LAPIC_TIMER_START / 4], 62500);
    assert_int_equal(page[LAPIC_LVT_TIMER / 4], VECTOR_TIMER);
    lapic_timer_arm(UINT64_MAX);
    assert_int_equal(page[LAPIC_TIMER_START / 4], UINT32_MAX);
    lapic_timer_stop();
    assert_int_equal(page[LAPIC_TIMER_START / 4], 0);
}

static void timer_that_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(lapic_init(), 0);
    page[LAPIC_TIMER_NOW / 4] = UINT32_MAX;
    now_ns = 0;
    tsc_rate = 0;
    registers = calloc(1, LAPIC_BYTES); /* nobody counts here */
    registers[LAPIC_TIMER_NOW / 4] = UINT32_MAX;
    assert_int_equal(lapic_timer_init(), -E_TIMEOUT);
    free((void *)(uintptr_t)registers);
}

static void timer_with_a_deadline(void **state)
{
    (void)state;
    base |= APIC_BASE_EXTD;
    assert_int_equal(lapic_init(), 0);
    features.has_tsc_deadline = true;
    assert_int_equal(lapic_timer_init(), 0);
    assert_string_equal(lapic_timer_name(), "TSC deadline");
    fake_tsc = 1000;
    lapic_timer_arm(2000);
    assert_int_equal(deadline, 1000 + 6000);
    assert_int_equal(x2[LAPIC_LVT_TIMER / 16], LAPIC_TIMER_DEADLINE | VECTOR_TIMER);
    lapic_timer_stop();
    assert_int_equal(deadline, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(absent, fresh),
        cmocka_unit_test_setup(by_memory, fresh),
        cmocka_unit_test_setup(in_x2_mode, fresh),
        cmocka_unit_test_setup(switched_off_by_firmware, fresh),
        cmocka_unit_test_setup(other_cores_follow_the_first, fresh),
        cmocka_unit_test_setup(sources, fresh),
        cmocka_unit_test_setup(few_sources, fresh),
        cmocka_unit_test_setup(strays_are_ended_if_in_service, fresh),
        cmocka_unit_test_setup(timer_counts_down, fresh),
        cmocka_unit_test_setup(timer_that_does_not_count, fresh),
        cmocka_unit_test_setup(timer_with_a_deadline, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
