/* SPDX-License-Identifier: MIT */
/*
 * task/sched.c — who runs.
 *
 * The lock is held from the decision until the new thread is on its own stack, so that nobody else can
 * take up, or bury, a thread that is still leaving. The core that takes it and the one that gives it
 * back are the same; the thread is another.
 */
#include "cpu/context.h"
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "cpu/spinlock.h"
#include "lib/error.h"
#include "lib/panic.h"
#include "lib/str.h"
#include "task/queue.h"

#define SLICE_NS (TASK_SLICE_MS * 1000000ull)

static struct spinlock lock = SPINLOCK("threads");
static struct thread_clock clock;
static bool are_there;

static struct thread_queue ready, dead;
static struct thread *sleepers; /* the next to wake first */
static struct thread *all, *all_last;
static unsigned numbers;
static struct thread *idlers[CORES_MAX]; /* by core */

uint64_t sched_lock(void)
{
    return spin_lock(&lock);
}

void sched_unlock(uint64_t flags)
{
    spin_unlock(&lock, flags);
}

struct thread *sched_current(void)
{
    return core_here()->thread;
}

uint64_t sched_now_ns(void)
{
    return clock.now_ns();
}

bool thread_are_there(void)
{
    return are_there;
}

/* ---- sleeping ---- */

static void sleeper_put(struct thread *thread, uint64_t wake_ns)
{
    struct thread **place = &sleepers;

    thread->wake_ns = wake_ns;
    thread->sleeps_on = core_here()->number;
    while (*place != NULL && (*place)->wake_ns <= wake_ns)
        place = &(*place)->next_sleeper;
    thread->next_sleeper = *place;
    *place = thread;
}

static void sleeper_remove(struct thread *thread)
{
    struct thread **place = &sleepers;

    while (*place != NULL && *place != thread)
        place = &(*place)->next_sleeper;
    if (*place != NULL)
        *place = thread->next_sleeper;
    thread->wake_ns = THREAD_FOREVER;
}

/* When this core's timer has to go off: for a sleeper of its own, or at the end of the slice. */
static uint64_t due_here(void)
{
    const struct thread *thread = sched_current();
    uint64_t due_ns = thread->is_idle ? THREAD_FOREVER : thread->slice_end_ns;

    for (const struct thread *s = sleepers; s != NULL && s->wake_ns < due_ns; s = s->next_sleeper)
        if (s->sleeps_on == core_here()->number)
            due_ns = s->wake_ns;
    return due_ns;
}

/* ---- choosing ---- */

/* Has a core look for threads. */
static void core_kick(struct core *core)
{
    __atomic_store_n(&core->wants_switch, true, __ATOMIC_RELEASE);
    if (core != core_here())
        core_interrupt(core, VECTOR_SWITCH);
}

static bool is_idle(const struct core *core)
{
    const struct thread *thread = core->thread;

    return thread != NULL && thread->is_idle && !core->wants_switch;
}

/* Finds an idle core for a thread that has become ready; without one it waits for the end of a slice. */
static void core_find(const struct thread *thread)
{
    if (thread->bound_to != THREAD_ANY_CORE) {
        if (is_idle(core_at((unsigned)thread->bound_to)))
            core_kick(core_at((unsigned)thread->bound_to));
        return;
    }
    if (is_idle(core_here())) {
        core_kick(core_here());
        return;
    }
    for (unsigned i = 0; i < core_count(); i++) {
        /* Where it ran last its data are warm. */
        struct core *core = core_at((thread->core + i) % core_count());

        if (!is_idle(core))
            continue;
        core_kick(core);
        return;
    }
}

void sched_wake(struct thread *thread)
{
    if (thread->state != THREAD_WAITS && thread->state != THREAD_SLEEPS)
        return;
    if (thread->queue != NULL)
        queue_remove(thread->queue, thread);
    thread->queue = NULL;
    if (thread->wake_ns != THREAD_FOREVER)
        sleeper_remove(thread);
    thread->state = THREAD_READY;
    queue_put(&ready, thread);
    core_find(thread);
}

void sched_add(struct thread *thread)
{
    const uint64_t flags = sched_lock();

    thread->number = numbers++;
    thread->wake_ns = THREAD_FOREVER;
    if (all_last != NULL)
        all_last->next_of_all = thread;
    else
        all = thread;
    all_last = thread;
    if (!thread->is_idle && thread->state == THREAD_READY) {
        queue_put(&ready, thread);
        core_find(thread);
    }
    sched_unlock(flags);
}

/* Gives the core to whoever is next. The running thread's state says what becomes of it. */
static void switch_away(void)
{
    struct core *core = core_here();
    struct thread *old = core->thread, *new;
    const uint64_t now_ns = clock.now_ns();

    core->wants_switch = false;
    if (old->state == THREAD_RUNS) {
        old->state = THREAD_READY;
        if (!old->is_idle)
            queue_put(&ready, old);
    }
    new = queue_take_for(&ready, core->number);
    if (new == NULL)
        new = idlers[core->number];
    new->state = THREAD_RUNS;
    new->core = core->number;
    new->slice_end_ns = now_ns + SLICE_NS;
    core->thread = new;
    core->thread_name = new->name;
    clock.timer_set(due_here());
    if (new == old)
        return;
    old->used_ns += now_ns - old->since_ns;
    new->since_ns = now_ns;
    new->switches++;
    if (old->state == THREAD_ENDED)
        queue_put(&dead, old);
    context_switch(&old->context, new->context);
}

int sched_wait(struct thread_queue *queue, uint64_t until_ns)
{
    struct thread *thread = sched_current();

    if (core_here()->preempt_off > 0 || core_here()->interrupt_depth > 0 || thread->is_idle)
        panic("thread %s waits where nobody may", thread->name);
    thread->has_timed_out = false;
    thread->queue = queue;
    thread->state = queue != NULL ? THREAD_WAITS : THREAD_SLEEPS;
    if (queue != NULL)
        queue_put(queue, thread);
    if (until_ns != THREAD_FOREVER)
        sleeper_put(thread, until_ns);
    switch_away();
    return thread->has_timed_out ? -E_TIMEOUT : 0;
}

_Noreturn void sched_end(void)
{
    sched_lock();
    sched_current()->state = THREAD_ENDED;
    sched_current()->bound_to = THREAD_ANY_CORE; /* any may bury it */
    switch_away();
    for (;;) /* never: nobody comes back */
        cpu_halt();
}

struct thread *sched_dead_take(void)
{
    const uint64_t flags = sched_lock();
    struct thread *thread = queue_take_for(&dead, core_here()->number), **place = &all,
                  *before = NULL;

    while (thread != NULL && *place != thread) {
        before = *place;
        place = &before->next_of_all;
    }
    if (thread != NULL) {
        *place = thread->next_of_all;
        if (all_last == thread)
            all_last = before;
    }
    sched_unlock(flags);
    return thread;
}

void thread_yield(void)
{
    uint64_t flags;

    if (!are_there)
        return;
    flags = sched_lock();
    switch_away();
    sched_unlock(flags);
}

/* ---- what the timer brings ---- */

uint64_t thread_timer_fired(uint64_t now_ns)
{
    uint64_t flags, due_ns;
    struct thread *thread;

    if (!are_there || core_here()->thread == NULL)
        return THREAD_FOREVER;
    flags = sched_lock();
    while (sleepers != NULL && sleepers->wake_ns <= now_ns) {
        sleepers->has_timed_out = true;
        sched_wake(sleepers);
    }
    thread = sched_current();
    if (!thread->is_idle && now_ns >= thread->slice_end_ns) {
        thread->slice_end_ns = now_ns + SLICE_NS; /* should it keep the core */
        if (ready.first != NULL)
            core_here()->wants_switch = true;
    }
    due_ns = due_here();
    sched_unlock(flags);
    return due_ns;
}

/* At the end of an interrupt, which came at any instruction of the running thread. */
static void interrupt_left(void)
{
    const struct core *core = core_here();
    uint64_t flags;

    if (!core->wants_switch || core->thread == NULL || core->preempt_off > 0 ||
        core->interrupt_depth > 0)
        return;
    flags = sched_lock();
    switch_away();
    sched_unlock(flags);
}

/* ---- beginning ---- */

static void enter(struct thread *thread)
{
    thread->core = core_here()->number;
    thread->bound_to = (int)thread->core;
    thread->since_ns = clock.now_ns();
    thread->slice_end_ns = thread->since_ns + SLICE_NS;
    core_here()->thread = thread;
    core_here()->thread_name = thread->name;
}

void sched_begin(struct thread *first, const struct thread_clock *the_clock)
{
    clock = *the_clock;
    first->state = THREAD_RUNS;
    enter(first);
    sched_add(first);
    interrupt_set_leave(interrupt_left);
    are_there = true;
}

void sched_idle_set(struct thread *thread, unsigned core)
{
    idlers[core] = thread;
}

void sched_idle_enter(struct thread *thread)
{
    thread->state = THREAD_RUNS;
    enter(thread);
}

/* Who is woken after the look at the queue comes with an interrupt, which ends the sleep. */
void sched_idle_once(void)
{
    interrupts_disable();
    thread_yield();
    if (!core_here()->wants_switch)
        clock.idle();
    interrupts_enable();
}

static void view_fill(struct thread_view *view, const struct thread *thread)
{
    *view = (struct thread_view){
        .number = thread->number,
        .state = thread->state,
        .bound_to = thread->bound_to,
        .core = thread->core,
        .used_ns = thread->used_ns,
        .switches = thread->switches,
    };
    str_copy(view->name, sizeof(view->name), thread->name);
    if (thread->state == THREAD_RUNS)
        view->used_ns += clock.now_ns() - thread->since_ns;
}

unsigned thread_list(struct thread_view *views, unsigned most)
{
    const uint64_t flags = sched_lock();
    unsigned count = 0;

    for (const struct thread *t = all; t != NULL; t = t->next_of_all) {
        if (count < most)
            view_fill(&views[count], t);
        count++;
    }
    sched_unlock(flags);
    return count;
}
