/* SPDX-License-Identifier: MIT */
/*
 * dev/tick.c — one timer interrupt serves two masters: the beat of core 0, and whoever wants to be woken.
 *
 * A timer that goes off once is set to the earlier of the two each time. The 8254 cannot be set so
 * finely: it just beats, and wakes whoever is due by then.
 */
#include "dev/tick.h"

#include "cpu/core.h"
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/irq.h"
#include "dev/lapic.h"
#include "dev/pit.h"
#include "lib/error.h"
#include "lib/log.h"

#define NS_PER_MS     1000000ull
#define BEAT_NS       (1000000000ull / TICK_HZ)
#define PROOF_MS      50
#define PROOF_BEATS   2
#define PROOF_BEAT_NS 500000ull /* while it is proved, a timer that can beats faster */
#define ARM_NS_LEAST  1000u     /* what is due is due soon, not in the past */
#define ARM_NS_MOST   1000000000ull

static enum { NO_TICKS, BY_PIT, BY_LAPIC } source;

static volatile uint64_t beats;
static uint64_t beat_ns = BEAT_NS, next_beat_ns;
static uint64_t wanted_ns[CORES_MAX]; /* each by its own core */
static uint64_t (*timer_fired)(uint64_t now_ns);
static void (*chores[TICK_CHORES_MAX])(void);
static unsigned chore_count;

static void beat(void)
{
    beats++;
    for (unsigned i = 0; i < chore_count; i++)
        chores[i]();
}

/* Beats that were slept through are not made up for. */
static void beat_if_due(uint64_t now_ns)
{
    if (core_here()->number != 0 || now_ns < next_beat_ns)
        return;
    next_beat_ns = now_ns - next_beat_ns < beat_ns ? next_beat_ns + beat_ns : now_ns + beat_ns;
    beat();
}

static void timer_ask(uint64_t now_ns)
{
    wanted_ns[core_here()->number] = timer_fired != NULL ? timer_fired(now_ns) : TICK_NEVER;
}

/* Sets the running core's timer to whatever comes first. */
static void arm(void)
{
    const unsigned number = core_here()->number;
    uint64_t due_ns = wanted_ns[number], now_ns, ns;

    if (source != BY_LAPIC)
        return;
    if (number == 0 && next_beat_ns < due_ns)
        due_ns = next_beat_ns;
    if (due_ns == TICK_NEVER) {
        lapic_timer_stop();
        return;
    }
    now_ns = clock_now_ns();
    ns = due_ns > now_ns ? due_ns - now_ns : 0;
    lapic_timer_arm(ns < ARM_NS_LEAST ? ARM_NS_LEAST : ns > ARM_NS_MOST ? ARM_NS_MOST : ns);
}

static void lapic_timer_fired(void *context)
{
    const uint64_t now_ns = clock_now_ns();

    (void)context;
    lapic_end_of_interrupt();
    beat_if_due(now_ns);
    timer_ask(now_ns);
    arm();
}

static void pit_fired(void *context)
{
    (void)context;
    beat();
    timer_ask(clock_now_ns());
}

/* Waits until the beat was heard often enough. */
static bool is_proved(void)
{
    beats = 0;
    interrupts_enable();
    for (unsigned i = 0; i < PROOF_MS * 10 && beats < PROOF_BEATS; i++)
        clock_wait_us(100);
    interrupts_disable();
    return beats >= PROOF_BEATS;
}

static bool lapic_try(void)
{
    int result;

    if (!lapic_is_there())
        return false;
    result = lapic_timer_init();
    if (result != 0) {
        log_warning("tick: the local APIC's timer is no use: %s", error_name(result));
        return false;
    }
    for (unsigned i = 0; i < CORES_MAX; i++)
        wanted_ns[i] = TICK_NEVER;
    interrupt_set_handler(VECTOR_TIMER, lapic_timer_fired, NULL);
    source = BY_LAPIC;
    beat_ns = PROOF_BEAT_NS;
    next_beat_ns = clock_now_ns() + beat_ns;
    arm();
    if (!is_proved()) {
        log_warning("tick: the local APIC's timer does not fire");
        lapic_timer_stop();
        source = NO_TICKS;
    }
    beat_ns = BEAT_NS;
    return source == BY_LAPIC;
}

static bool pit_try(void)
{
    if (irq_connect(IRQ_TIMER, pit_fired, NULL, "PIT timer") != 0)
        return false;
    pit_beat(TICK_HZ);
    if (is_proved())
        source = BY_PIT;
    return source == BY_PIT;
}

void tick_init(void)
{
    if (lapic_try())
        log_info("tick: %u Hz by the local APIC's timer, %s, %lu.%03lu MHz", TICK_HZ,
                 lapic_timer_name(), lapic_timer_hz() / 1000000, lapic_timer_hz() / 1000 % 1000);
    else if (pit_try())
        log_info("tick: %u Hz by the 8254 and IRQ 0", TICK_HZ);
    else
        log_warning("tick: no timer interrupt within %u ms; going on without", PROOF_MS);
    interrupts_enable();
}

bool tick_is_running(void)
{
    return source != NO_TICKS;
}

bool tick_has_timers(void)
{
    return source == BY_LAPIC;
}

const char *tick_source(void)
{
    static const char *const names[] = { "none", "8254", "local APIC" };

    return names[source];
}

uint64_t tick_count(void)
{
    return beats;
}

int tick_add_chore(void (*chore)(void))
{
    const uint64_t flags = interrupts_save();
    const int result = chore_count < TICK_CHORES_MAX ? 0 : -E_NOSPACE;

    if (result == 0)
        chores[chore_count++] = chore;
    interrupts_restore(flags);
    return result;
}

void tick_set_timer(uint64_t (*fired)(uint64_t now_ns))
{
    timer_fired = fired;
}

void tick_want(uint64_t due_ns)
{
    wanted_ns[core_here()->number] = due_ns;
    arm();
}

/* The beat by the clock alone, for a machine without a timer that interrupts. */
static void poll(void)
{
    const uint64_t now_ns = clock_now_ns();

    beat_if_due(now_ns);
    if (timer_fired != NULL)
        timer_fired(now_ns);
}

void tick_idle(void)
{
    if (source != NO_TICKS) {
        cpu_wait_for_interrupt();
        return;
    }
    poll();
    interrupts_enable();
    cpu_relax();
}
