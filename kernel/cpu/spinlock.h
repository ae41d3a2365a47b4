/* SPDX-License-Identifier: MIT */
/*
 * cpu/spinlock.h — short sections that one core at a time may be in, interrupt handlers included.
 *
 * Interrupts are off while a lock is held, and nobody sleeps, logs or waits for another core in there. A
 * core that waits for a lock still forgets translations that others ask it to (cpu/tlb.h). The lock is
 * not fair: a queue would be stuck whenever an emulator does not run the one whose turn it is.
 *
 * Always noticed: taking what this core holds already, giving back what it does not hold, and waiting
 * beyond all patience. With checking on (mode=debug) also two locks that are taken in either order.
 */
#pragma once

#include "lib/types.h"

struct spinlock {
    const char *name;
    uint32_t holder; /* number of the core + 1, 0: free */
    uint32_t class;  /* for the order of locks, from 1; 0: none yet */
};

#define SPINLOCK(what) ((struct spinlock){ .name = (what) })

/* Takes the lock; returns what spin_unlock() wants back. */
uint64_t spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock, uint64_t flags);

/* Whether the running core holds it. */
bool spin_is_mine(const struct spinlock *lock);

/* Turns the checking of orders on or off; returns what it was. */
bool spin_set_checking(bool is_on);

/*
 * Told of a fault: what is wrong, with which lock, and which other one (or NULL). Panics unless a test
 * has put its own function here, which has to return; NULL brings the panic back.
 */
typedef void (*spin_fault_t)(const char *what, const char *lock, const char *other);
void spin_set_fault(spin_fault_t fault);
