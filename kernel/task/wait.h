/* SPDX-License-Identifier: MIT */
/*
 * task/wait.h — waiting for something that another thread or an interrupt handler brings about.
 *
 * Whether it has come about is asked, and the thread put to sleep, under the one lock that waking takes
 * too, so that nothing can come in between and be slept through.
 */
#pragma once

#include "lib/types.h"

struct thread;

/* Zeros are an empty one. */
struct wait_queue {
    struct thread *first, *last;
};

/* Asked with the lock held: short, and never waits. */
typedef bool (*wait_condition_t)(void *context);

/*
 * Waits until is_met(context), or until until_ns (of the clock; THREAD_FOREVER: no limit): -E_TIMEOUT. With a
 * NULL condition one wake is enough. Interrupts may be off at the call, and are as they were on return.
 */
int wait_until(struct wait_queue *queue, wait_condition_t is_met, void *context, uint64_t until_ns);

/* Wakes all that wait, or the first. From anywhere, handlers included. */
void wait_wake_all(struct wait_queue *queue);
void wait_wake_one(struct wait_queue *queue);

/* Sets *flag and wakes all, as one step: who waits for it may then let go of both at once. */
void wait_finish(struct wait_queue *queue, bool *flag);
