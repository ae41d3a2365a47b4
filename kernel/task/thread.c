/* SPDX-License-Identifier: MIT */
/* task/thread.c — making threads, ending them, and giving back what they had. */
#include "task/thread.h"

#include "cpu/context.h"
#include "lib/error.h"
#include "lib/panic.h"
#include "lib/str.h"
#include "mm/heap.h"
#include "mm/stack.h"
#include "task/queue.h"

#define STACK_BYTES   16384
#define FLAGS_ENABLED 0x202u /* interrupts on; bit 1 is always set */
#define NS_PER_MS     1000000ull

static void dead_bury(void)
{
    struct thread *thread;

    while ((thread = sched_dead_take()) != NULL) {
        stack_give(thread->stack);
        kfree(thread);
    }
}

/* The first thing on a new stack: the lock that the one who left has taken is given back here. */
static void begin(void)
{
    const struct thread *thread = sched_current();

    sched_unlock(FLAGS_ENABLED);
    thread->function(thread->function_context);
    sched_end();
}

static struct thread *thread_new(const char *name, thread_function_t function, void *context,
                                 int core)
{
    struct thread *thread = kzalloc(sizeof(*thread));

    if (thread == NULL)
        return NULL;
    str_copy(thread->name, sizeof(thread->name), name);
    thread->function = function;
    thread->function_context = context;
    thread->bound_to = core;
    thread->state = THREAD_READY;
    if (function == NULL)
        return thread;
    thread->stack = stack_make(thread->name, STACK_BYTES);
    if (thread->stack == 0) {
        kfree(thread);
        return NULL;
    }
    thread->context = context_make(thread->stack, begin);
    return thread;
}

int thread_start(const char *name, thread_function_t function, void *context, int core)
{
    struct thread *thread;

    if (core != THREAD_ANY_CORE && core_at((unsigned)core) == NULL)
        return -E_NOENT;
    dead_bury();
    thread = thread_new(name, function, context, core);
    if (thread == NULL)
        return -E_NOSPACE;
    sched_add(thread);
    return 0;
}

static void idle(void *context)
{
    (void)context;
    for (;;)
        sched_idle_once();
}

int thread_init(const char *name, const struct thread_clock *clock)
{
    struct thread *first = thread_new(name, NULL, NULL, 0);
    struct thread *idler = thread_new("idle", idle, NULL, 0);

    if (first == NULL || idler == NULL)
        return -E_NOSPACE;
    idler->is_idle = true;
    sched_idle_set(idler, 0);
    sched_begin(first, clock);
    sched_add(idler);
    return 0;
}

_Noreturn void thread_idle_run(void)
{
    const unsigned core = core_here()->number;
    struct thread *idler = thread_new("idle", NULL, NULL, (int)core);

    if (idler == NULL)
        panic("no memory for the idle thread of core %u", core);
    idler->is_idle = true;
    sched_idle_set(idler, core);
    sched_idle_enter(idler);
    sched_add(idler);
    for (;;)
        sched_idle_once();
}

void thread_sleep_ns(uint64_t ns)
{
    const uint64_t flags = sched_lock();

    sched_wait(NULL, sched_now_ns() + ns);
    sched_unlock(flags);
}

void thread_sleep_ms(unsigned ms)
{
    thread_sleep_ns(ms * NS_PER_MS);
}
