/* SPDX-License-Identifier: MIT */
/* cpu/core.c — the list of cores. It only grows, but for one that was added and did not start. */
#include "cpu/core.h"

#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "lib/error.h"

#define STOP_LOOKS 100000 /* that the others get to stop; nobody waits for an answer */

static struct core first;
static struct core *cores[CORES_MAX];
static unsigned count;
static core_interrupt_t interrupt_send;
static const struct core *stopper; /* the core that stopped all others */

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

bool core_must_stop(void)
{
    const struct core *who = __atomic_load_n(&stopper, __ATOMIC_ACQUIRE);

    return who != NULL && who != core_here();
}

void core_stop_others(void)
{
    const struct core *nobody = NULL;

    if (core_count() < 2 || !__atomic_compare_exchange_n(&stopper, &nobody, core_here(), false,
                                                         __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return;
    core_interrupt_others(VECTOR_NMI);
    for (unsigned looks = 0; looks < STOP_LOOKS; looks++)
        cpu_relax();
}
