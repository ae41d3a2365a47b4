/* SPDX-License-Identifier: MIT */
/*
 * fake/cpu/spinlock.h — locks on a host with one thread: they only count, so that a test sees a lock that
 * was not given back.
 */
#pragma once

#include "lib/types.h"

struct spinlock {
    const char *name;
    unsigned holders;
};

#define SPINLOCK(what) ((struct spinlock){ .name = (what) })

static inline uint64_t spin_lock(struct spinlock *lock)
{
    lock->holders++;
    return 0;
}

static inline void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    (void)flags;
    lock->holders--;
}
