/* SPDX-License-Identifier: MIT */
/* cpu/console_lock.c — who has it, and how many times over. */
#include "cpu/console_lock.h"

#include "cpu/core.h"
#include "cpu/registers.h"
#include "cpu/tlb.h"
#include "lib/patience.h"

#define WAIT_MS 3000

static uint32_t holder; /* number of the core + 1, 0: free */
static unsigned depth;

/* With interrupts off, so that a handler finds holder and depth in accord. */
static bool try(uint32_t me, bool by_force)
{
    const uint64_t flags = interrupts_save();
    uint32_t nobody = 0;
    bool is_mine = __atomic_load_n(&holder, __ATOMIC_ACQUIRE) == me;

    if (is_mine) {
        depth++;
    } else if (by_force || __atomic_compare_exchange_n(&holder, &nobody, me, false,
                                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        __atomic_store_n(&holder, me, __ATOMIC_RELEASE);
        depth = 1;
        is_mine = true;
    }
    interrupts_restore(flags);
    return is_mine;
}

void console_lock(void)
{
    struct patience patience;
    uint32_t me;

    preempt_disable();
    me = core_here()->number + 1;
    if (try(me, false))
        return;
    patience_begin(&patience, tsc_read(), WAIT_MS);
    while (!try(me, patience_is_over(&patience, tsc_read()))) {
        tlb_serve();
        cpu_relax();
    }
}

void console_unlock(void)
{
    const uint64_t flags = interrupts_save();

    if (__atomic_load_n(&holder, __ATOMIC_RELAXED) == core_here()->number + 1 && --depth == 0)
        __atomic_store_n(&holder, 0, __ATOMIC_RELEASE);
    interrupts_restore(flags);
    preempt_enable();
}

void console_lock_break(void)
{
    if (__atomic_load_n(&holder, __ATOMIC_RELAXED) != core_here()->number + 1)
        __atomic_store_n(&holder, 0, __ATOMIC_RELEASE);
}
