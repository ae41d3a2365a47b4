/* SPDX-License-Identifier: MIT */
/*
 * task/mutex.h — one thread at a time, and the others sleep. For sections that take long or wait; for short
 * ones, and for what a handler touches, there are spin locks.
 *
 * It goes to those who wait in the order they came. Always noticed, with a panic: taking it twice, giving
 * back what another has, and threads that wait for each other in a circle.
 */
#pragma once

#include "task/wait.h"

struct mutex {
    const char *name;
    struct thread *holder;
    struct wait_queue waiting;
};

#define MUTEX(what) ((struct mutex){ .name = (what) })

/* Interrupts must be on, no spin lock held. */
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

/*
 * Whether the running thread would wait for ever: the holder waits, by way of any number of others, for what
 * the running one holds. Told by mutex_lock() with a panic; here for a test of it.
 */
bool mutex_would_never_come(struct mutex *mutex);
