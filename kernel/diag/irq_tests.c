/* SPDX-License-Identifier: MIT */
/* diag/irq_tests.c — do interrupts come, and none that nobody asked for? */
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/irq.h"
#include "dev/lapic.h"
#include "dev/tick.h"
#include "diag/test.h"
#include "lib/patience.h"

#define BEATS_SEEN 5
#define AWAIT_MS   5000 /* an emulator's timer may stand still as its host likes */

static enum test_result controller(struct test_run *run)
{
    if (irq_controller()[0] == 'n')
        return test_fail(run, "neither an I/O APIC nor an 8259 answers");
    return test_pass(run, "lines=\"%s\" local_apic=%s", irq_controller(),
                     !lapic_is_there() ? "none"
                     : lapic_is_x2()   ? "x2apic"
                                       : "xapic");
}

/* The beat goes by a timer's clock, the time by the counter's: they must agree. */
static enum test_result beat(struct test_run *run)
{
    const uint64_t start_ns = clock_now_ns(), first = tick_count();
    const uint64_t due_ns = BEATS_SEEN * 1000000000ull / TICK_HZ;
    struct patience patience;
    uint64_t took_ns;

    if (!tick_is_running())
        return test_fail(run, "no timer interrupts: the kernel polls");
    patience_begin(&patience, tsc_read(), AWAIT_MS);
    while (tick_count() - first < BEATS_SEEN && !patience_is_over(&patience, tsc_read()))
        cpu_relax();
    took_ns = clock_now_ns() - start_ns;
    if (tick_count() - first < BEATS_SEEN)
        return test_fail(run, "%lu beats in %lu us", tick_count() - first, took_ns / 1000);
    if (took_ns < due_ns / 4)
        return test_fail(run, "%u beats in %lu us, which is too fast", BEATS_SEEN, took_ns / 1000);
    return test_pass(run, "by=\"%s\" beats=%u us=%lu", tick_source(), BEATS_SEEN, took_ns / 1000);
}

static enum test_result strays(struct test_run *run)
{
    uint32_t bits;
    const uint64_t errors = lapic_errors(&bits);

    if (errors > 0)
        return test_fail(run, "local APICs found %lu errors, the last with bits 0x%x", errors,
                         bits);
    for (unsigned v = INTERRUPT_VECTOR_FIRST; v < IDT_VECTORS; v++)
        if (interrupt_count(v) > 0 && !interrupt_has_handler(v))
            return test_fail(run, "vector 0x%x came %lu times, and nothing asked for it", v,
                             interrupt_count(v));
    return test_pass(run, "spurious=%lu", irq_spurious_count());
}

static const struct test tests[] = {
    { "irq.controller", controller },
    { "irq.beat", beat },
    { "irq.strays", strays },
};

const struct test_group irq_tests = { "irq", tests, ARRAY_SIZE(tests), false };
