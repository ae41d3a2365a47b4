/* SPDX-License-Identifier: MIT */
/*
 * task/thread.h — flows of instructions that share the cores.
 *
 * Whoever is ready waits in one queue; a core takes the first that may run on it, for TASK_SLICE_MS or until
 * it waits for something. One lock guards queue, states and all lists of who waits. A thread may be
 * stopped at any instruction with interrupts on, and go on on another core, unless it is bound to one or
 * has called preempt_disable().
 */
#pragma once

#include "cpu/core.h"

#define TASK_SLICE_MS    10
#define THREAD_NAME_MAX  24 /* with the NUL */
#define THREAD_ANY_CORE  -1
#define THREAD_FOREVER   UINT64_MAX
#define THREADS_SEEN_MAX 1024 /* by a listing */

typedef void (*thread_function_t)(void *context);

enum thread_state { THREAD_READY, THREAD_RUNS, THREAD_WAITS, THREAD_SLEEPS, THREAD_ENDED };

/*
 * From here on the running flow is a thread, called name, bound to core 0, and another idles there. now_ns
 * tells the time, timer_set has the scheduler woken on the running core (see dev/tick.h). 0, or
 * -E_NOSPACE.
 */
struct thread_clock {
    uint64_t (*now_ns)(void);
    void (*timer_set)(uint64_t due_ns);
    void (*idle)(void); /* sleeps until an interrupt; called with interrupts off */
};
int thread_init(const char *name, const struct thread_clock *clock);

/* False before thread_init(): then nothing can be waited for. */
bool thread_are_there(void);

/*
 * Makes the running flow of a core that has just started the one that idles there, and does so. Whoever is
 * ready runs here from then on.
 */
_Noreturn void thread_idle_run(void);

/*
 * Starts a thread that calls function(context), on any core or bound to the one of that number. 0, -E_NOENT
 * when there is no such core, -E_NOSPACE without memory. Not from an interrupt.
 */
int thread_start(const char *name, thread_function_t function, void *context, int core);

/* Lets others run that are ready. */
void thread_yield(void);

/* Sleeps at least that long. Interrupts must be on, no lock held. */
void thread_sleep_ns(uint64_t ns);
void thread_sleep_ms(unsigned ms);

/* One that is there, for a listing. */
struct thread_view {
    unsigned number;
    char name[THREAD_NAME_MAX];
    enum thread_state state;
    int bound_to;      /* a core, or THREAD_ANY_CORE */
    unsigned core;     /* where it runs, or ran last */
    uint64_t used_ns;  /* on cores */
    uint64_t switches; /* how often it was given one */
};

/* Stores up to most of them, oldest first; returns how many there are. */
unsigned thread_list(struct thread_view *views, unsigned most);

/* Told by dev/tick.h that this core's timer went off; returns when it should next. */
uint64_t thread_timer_fired(uint64_t now_ns);
