/* SPDX-License-Identifier: MIT */
/* dev/tick.c — IRQ 0 from the 8254, watched for TICK_PROOF_MS before it is trusted. */
#include "dev/tick.h"

#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/irq.h"
#include "dev/pit.h"
#include "lib/error.h"
#include "lib/log.h"

#define TICK_PROOF_MS    50
#define TICK_PROOF_TICKS 2

static volatile uint64_t ticks;
static bool is_running;
static void (*chores[TICK_CHORES_MAX])(void);
static unsigned chore_count;

static void beat(void *context)
{
    (void)context;
    ticks++;
    for (unsigned i = 0; i < chore_count; i++)
        chores[i]();
}

void tick_init(void)
{
    const int result = irq_connect(IRQ_TIMER, beat, NULL, "PIT timer");

    if (result == 0)
        pit_beat(TICK_HZ);
    interrupts_enable();
    for (unsigned ms = 0; ms < TICK_PROOF_MS && ticks < TICK_PROOF_TICKS; ms++)
        clock_wait_ms(1);
    is_running = ticks >= TICK_PROOF_TICKS;
    if (is_running)
        log_debug("tick: %u Hz by IRQ 0", TICK_HZ);
    else
        log_warning("tick: no timer interrupt within %u ms; going on without", TICK_PROOF_MS);
}

bool tick_is_running(void)
{
    return is_running;
}

uint64_t tick_count(void)
{
    return ticks;
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
