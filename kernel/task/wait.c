/* SPDX-License-Identifier: MIT */
/* task/wait.c — queues under the scheduler's lock. */
#include "task/wait.h"

#include "task/queue.h"

_Static_assert(sizeof(struct wait_queue) == sizeof(struct thread_queue), "one is the other");

static struct thread_queue *threads_of(struct wait_queue *queue)
{
    return (struct thread_queue *)queue;
}

int wait_until(struct wait_queue *queue, wait_condition_t is_met, void *context, uint64_t until_ns)
{
    const uint64_t flags = sched_lock();
    int result = 0;

    if (is_met == NULL)
        result = sched_wait(threads_of(queue), until_ns);
    while (is_met != NULL && !is_met(context) && result == 0)
        result = sched_wait(threads_of(queue), until_ns);
    if (is_met != NULL && is_met(context))
        result = 0;
    sched_unlock(flags);
    return result;
}

static void wake(struct wait_queue *queue, bool all)
{
    while (queue->first != NULL) {
        sched_wake(queue->first);
        if (!all)
            return;
    }
}

void wait_wake_all(struct wait_queue *queue)
{
    const uint64_t flags = sched_lock();

    wake(queue, true);
    sched_unlock(flags);
}

void wait_wake_one(struct wait_queue *queue)
{
    const uint64_t flags = sched_lock();

    wake(queue, false);
    sched_unlock(flags);
}

void wait_finish(struct wait_queue *queue, bool *flag)
{
    const uint64_t flags = sched_lock();

    *flag = true;
    wake(queue, true);
    sched_unlock(flags);
}
