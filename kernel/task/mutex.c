/* SPDX-License-Identifier: MIT */
/* task/mutex.c — handed on from holder to holder, so that nobody can come in between. */
#include "task/mutex.h"

#include "lib/panic.h"
#include "task/queue.h"

#define CHAIN_MOST 256

/* With the lock. */
static bool is_circle(const struct mutex *mutex)
{
    const struct thread *holder = mutex->holder;

    for (unsigned i = 0; i < CHAIN_MOST && holder != NULL; i++) {
        if (holder == sched_current())
            return true;
        holder = holder->wants != NULL ? holder->wants->holder : NULL;
    }
    return false;
}

bool mutex_would_never_come(struct mutex *mutex)
{
    const uint64_t flags = sched_lock();
    const bool is_so = is_circle(mutex);

    sched_unlock(flags);
    return is_so;
}

void mutex_lock(struct mutex *mutex)
{
    const uint64_t flags = sched_lock();
    struct thread *thread = sched_current();

    if (mutex->holder == NULL) {
        mutex->holder = thread;
    } else {
        if (is_circle(mutex))
            panic("mutex \"%s\" will never come to %s", mutex->name, thread->name);
        thread->wants = mutex;
        while (mutex->holder != thread)
            sched_wait((struct thread_queue *)&mutex->waiting, THREAD_FOREVER);
        thread->wants = NULL;
    }
    sched_unlock(flags);
}

void mutex_unlock(struct mutex *mutex)
{
    const uint64_t flags = sched_lock();

    if (mutex->holder != sched_current())
        panic("mutex \"%s\" is given back by %s, who does not have it", mutex->name,
              sched_current()->name);
    mutex->holder = mutex->waiting.first;
    if (mutex->holder != NULL)
        sched_wake(mutex->holder);
    sched_unlock(flags);
}
