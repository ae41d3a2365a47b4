/* SPDX-License-Identifier: MIT */
/*
 * cpu/ipi.c — one call at a time on the whole machine.
 *
 * Who waits for his turn does so with interrupts on, so that he answers calls himself: two cores that
 * call each other would otherwise wait for ever.
 */
#include "cpu/ipi.h"

#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "lib/error.h"
#include "lib/panic.h"
#include "lib/patience.h"

#define ANSWER_MS 5000
#define FINISH_MS 20000

static uint32_t caller; /* number of the core that calls + 1, 0: nobody */

static struct {
    const struct core *target; /* NULL when it is done, or given up */
    ipi_function_t function;
    void *context;
    bool is_done;
} call;

void ipi_serve(void)
{
    const struct core *here = core_here();

    /* Taking the request away is what decides between running it and having come too late. */
    if (!__atomic_compare_exchange_n(&call.target, &here, NULL, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED))
        return;
    call.function(call.context);
    __atomic_store_n(&call.is_done, true, __ATOMIC_RELEASE);
}

static void turn_take(void)
{
    uint32_t nobody = 0;

    preempt_disable();
    while (!__atomic_compare_exchange_n(&caller, &nobody, core_here()->number + 1, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        preempt_enable();
        cpu_relax();
        preempt_disable();
        nobody = 0;
    }
}

/* False when patience ends first. */
static bool is_done_within(unsigned ms)
{
    const uint64_t start = tsc_read();
    struct patience patience;

    patience_begin(&patience, start, ms);
    while (!__atomic_load_n(&call.is_done, __ATOMIC_ACQUIRE)) {
        cpu_relax();
        if (patience_is_over(&patience, tsc_read()))
            return false;
    }
    patience_learn(tsc_read() - start);
    return true;
}

/* A core that has taken the request is in the function already, and uses what belongs to the caller. */
static int answer_await(unsigned number)
{
    if (is_done_within(ANSWER_MS))
        return 0;
    if (__atomic_exchange_n(&call.target, NULL, __ATOMIC_ACQ_REL) != NULL)
        return -E_TIMEOUT;
    if (!is_done_within(FINISH_MS))
        panic("core %u does not come back from what it was asked to do", number);
    return 0;
}

int ipi_call(unsigned number, ipi_function_t function, void *context)
{
    const struct core *target = core_at(number);
    int result;

    if (target == NULL)
        return -E_NOENT;
    turn_take();
    if (target == core_here()) {
        const uint64_t flags = interrupts_save();

        function(context);
        interrupts_restore(flags);
        result = 0;
    } else {
        call.function = function;
        call.context = context;
        call.is_done = false;
        __atomic_store_n(&call.target, target, __ATOMIC_RELEASE);
        core_interrupt(target, VECTOR_CALL);
        result = answer_await(number);
    }
    __atomic_store_n(&caller, 0, __ATOMIC_RELEASE);
    preempt_enable();
    return result;
}
