/* SPDX-License-Identifier: MIT */
/* cpu/core.c — the list of cores. It only grows, but for one that was added and did not start. */
#include "cpu/core.h"

#include "cpu/console_lock.h"
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "lib/error.h"
#include "lib/patience.h"

#define STOP_MS 100 /* a core whose NMIs do not come is not waited for any longer */

static struct core first;
static struct core *cores[CORES_MAX];
static unsigned count;
static core_interrupt_t interrupt_send;
static const struct core *stopper; /* the core that stopped all others */
static unsigned stopped;

void core_enter(struct core *core)
{
    msr_write(MSR_GS_BASE, (uint64_t)(uintptr_t)core);
}

int core_add(struct core *core, uint32_t apic_id)
{
    const unsigned number = __atomic_load_n(&count, __ATOMIC_ACQUIRE);

    if (number == CORES_MAX)
        return -E_NOSPACE;
    core->self = core;
    core->number = number;
    core->apic_id = apic_id;
    cores[number] = core;
    __atomic_store_n(&count, number + 1, __ATOMIC_RELEASE);
    return 0;
}

void core_drop_last(void)
{
    __atomic_fetch_sub(&count, 1, __ATOMIC_ACQ_REL);
}

struct core *core_first(void)
{
    if (count == 0)
        core_add(&first, 0);
    return &first;
}

unsigned core_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

struct core *core_at(unsigned number)
{
    return number < core_count() ? cores[number] : NULL;
}

void core_set_interrupt(core_interrupt_t interrupt)
{
    interrupt_send = interrupt;
}

void core_interrupt(const struct core *core, unsigned vector)
{
    if (interrupt_send != NULL)
        interrupt_send(core, vector);
}

void core_interrupt_others(unsigned vector)
{
    const struct core *here = core_here();

    for (unsigned i = 0; i < core_count(); i++)
        if (cores[i] != here)
            core_interrupt(cores[i], vector);
}

void core_stop_if_told(void)
{
    const struct core *who = __atomic_load_n(&stopper, __ATOMIC_ACQUIRE);

    if (who == NULL || who == core_here())
        return;
    __atomic_add_fetch(&stopped, 1, __ATOMIC_ACQ_REL);
    for (;;) {
        interrupts_disable();
        cpu_halt();
    }
}

void core_stop_others(void)
{
    const struct core *nobody = NULL;
    struct patience patience;

    if (core_count() < 2 || !__atomic_compare_exchange_n(&stopper, &nobody, core_here(), false,
                                                         __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return;
    core_interrupt_others(VECTOR_NMI);
    patience_begin(&patience, tsc_read(), STOP_MS);
    while (__atomic_load_n(&stopped, __ATOMIC_ACQUIRE) + 1 < core_count() &&
           !patience_is_over(&patience, tsc_read()))
        cpu_relax();
    console_lock_break();
}
