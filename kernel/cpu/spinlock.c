/* SPDX-License-Identifier: MIT */
/* cpu/spinlock.c — one word that holds who has the lock; the rest is finding mistakes. */
#include "cpu/spinlock.h"

#include "cpu/core.h"
#include "cpu/registers.h"
#include "cpu/tlb.h"
#include "lib/lock_order.h"
#include "lib/panic.h"
#include "lib/patience.h"

#define WAIT_MS 10000

static struct lock_order order;
static uint32_t classes;
static bool is_checking;
static spin_fault_t fault_function;

static void fault(const char *what, const char *lock, const char *other)
{
    if (fault_function != NULL)
        fault_function(what, lock, other);
    else
        panic("lock \"%s\": %s%s%s", lock, what, other != NULL ? " " : "",
              other != NULL ? other : "");
}

bool spin_set_checking(bool is_on)
{
    return __atomic_exchange_n(&is_checking, is_on, __ATOMIC_ACQ_REL);
}

void spin_set_fault(spin_fault_t function)
{
    fault_function = function;
}

bool spin_is_mine(const struct spinlock *lock)
{
    return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == core_here()->number + 1;
}

/* A number for the order of locks, the first time this one is looked at. */
static unsigned class_of(struct spinlock *lock)
{
    uint32_t none = 0;

    if (__atomic_load_n(&lock->class, __ATOMIC_RELAXED) == 0)
        __atomic_compare_exchange_n(&lock->class, &none,
                                    __atomic_add_fetch(&classes, 1, __ATOMIC_RELAXED), false,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return __atomic_load_n(&lock->class, __ATOMIC_RELAXED) - 1;
}

/* Before the wait, since after it may be never. */
static void order_check(struct spinlock *lock, const struct core *core)
{
    for (unsigned i = 0; i < core->held_count; i++)
        if (!lock_order_note(&order, core->held[i]->class - 1, class_of(lock)))
            fault("is taken after, and elsewhere before,", lock->name, core->held[i]->name);
}

static void wait(struct spinlock *lock)
{
    struct patience patience;

    patience_begin(&patience, tsc_read(), WAIT_MS);
    while (__atomic_load_n(&lock->holder, __ATOMIC_RELAXED) != 0) {
        tlb_serve();
        cpu_relax();
        if (patience_is_over(&patience, tsc_read()))
            panic("lock \"%s\": core %u waits for it beyond all patience, core %u has it",
                  lock->name, core_here()->number,
                  __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) - 1);
    }
}

uint64_t spin_lock(struct spinlock *lock)
{
    const uint64_t flags = interrupts_save();
    struct core *core = core_here();
    uint32_t nobody = 0;

    if (spin_is_mine(lock)) {
        fault("is taken by a core that holds it", lock->name, NULL);
        return flags;
    }
    if (__atomic_load_n(&is_checking, __ATOMIC_RELAXED)) {
        class_of(lock);
        order_check(lock, core);
    }
    while (!__atomic_compare_exchange_n(&lock->holder, &nobody, core->number + 1, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        wait(lock);
        nobody = 0;
    }
    if (__atomic_load_n(&lock->class, __ATOMIC_RELAXED) != 0 && core->held_count < CORE_LOCKS_MAX)
        core->held[core->held_count++] = lock;
    return flags;
}

/* Locks are mostly given back in the opposite order, but need not be. */
static void held_forget(struct core *core, const struct spinlock *lock)
{
    for (unsigned i = core->held_count; i-- > 0;) {
        if (core->held[i] != lock)
            continue;
        core->held_count--;
        for (; i < core->held_count; i++)
            core->held[i] = core->held[i + 1];
        return;
    }
}

void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    struct core *core = core_here();

    if (!spin_is_mine(lock)) {
        fault("is given back by a core that does not hold it", lock->name, NULL);
    } else {
        held_forget(core, lock);
        __atomic_store_n(&lock->holder, 0, __ATOMIC_RELEASE);
    }
    interrupts_restore(flags);
}
