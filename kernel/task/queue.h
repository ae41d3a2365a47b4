/* SPDX-License-Identifier: MIT */
/*
 * task/queue.h — what the files of this room share: the thread itself, and lists of them. All of it only
 * with sched_lock() held.
 */
#pragma once

#include "task/thread.h"

struct mutex;

struct thread_queue {
    struct thread *first, *last;
};

struct thread {
    uint64_t context;    /* of cpu/context.h, while it does not run */
    struct thread *next; /* in the queue it is in */
    struct thread *next_sleeper, *next_of_all;
    struct thread_queue *queue; /* it waits in, NULL: none */
    const struct mutex *wants;  /* the mutex it waits for */
    uint64_t wake_ns;           /* THREAD_FOREVER: it does not sleep */
    bool has_timed_out;
    bool is_idle;             /* runs when nobody else does, and is in no queue */
    unsigned core, sleeps_on; /* last core, and the one whose timer wakes it */
    int bound_to;
    enum thread_state state;
    unsigned number;
    uint64_t used_ns, since_ns, slice_end_ns, switches;
    uint64_t stack; /* its top; 0: not ours to give back */
    thread_function_t function;
    void *function_context;
    char name[THREAD_NAME_MAX];
};

void queue_put(struct thread_queue *queue, struct thread *thread);
void queue_remove(struct thread_queue *queue, struct thread *thread);

/* Takes the first thread that may run on that core; NULL when there is none. */
struct thread *queue_take_for(struct thread_queue *queue, unsigned core);

/* ---- task/sched.c ---- */

uint64_t sched_lock(void);
void sched_unlock(uint64_t flags);

/* The time that sleepers go by. */
uint64_t sched_now_ns(void);

/* The running thread. */
struct thread *sched_current(void);

/*
 * The running thread stops, in queue (or NULL) and until until_ns at most (THREAD_FOREVER: no limit); others
 * run. On return, with the lock held again, it was woken, or its time was over: then -E_TIMEOUT.
 */
int sched_wait(struct thread_queue *queue, uint64_t until_ns);

/* Makes a thread that waits or sleeps ready. */
void sched_wake(struct thread *thread);

/* Puts a new thread to the others; its context was made. */
void sched_add(struct thread *thread);

/* The running thread is over; it is buried by somebody else. */
_Noreturn void sched_end(void);

/* Makes the running flow the first thread; the clock is for all. */
void sched_begin(struct thread *first, const struct thread_clock *clock);

/* The thread that idles on a core; and makes the running flow that one, when the core starts with it. */
void sched_idle_set(struct thread *thread, unsigned core);
void sched_idle_enter(struct thread *thread);

/* Lets those run that are ready, then sleeps until an interrupt. For an idle thread. */
void sched_idle_once(void);

/* A thread that has ended, to be given back; NULL: none. Without the lock. */
struct thread *sched_dead_take(void);
