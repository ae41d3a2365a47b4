/* SPDX-License-Identifier: MIT */
/* task/queue.c — singly linked lists: they are short, and most is taken from the front. */
#include "task/queue.h"

void queue_put(struct thread_queue *queue, struct thread *thread)
{
    thread->next = NULL;
    if (queue->last != NULL)
        queue->last->next = thread;
    else
        queue->first = thread;
    queue->last = thread;
}

/* before: the one in front, NULL for the first. */
static void unlink(struct thread_queue *queue, struct thread *before, struct thread *thread)
{
    if (before != NULL)
        before->next = thread->next;
    else
        queue->first = thread->next;
    if (queue->last == thread)
        queue->last = before;
    thread->next = NULL;
}

void queue_remove(struct thread_queue *queue, struct thread *thread)
{
    struct thread *before = NULL;

    for (struct thread *t = queue->first; t != NULL; before = t, t = t->next) {
        if (t != thread)
            continue;
        unlink(queue, before, thread);
        return;
    }
}

struct thread *queue_take_for(struct thread_queue *queue, unsigned core)
{
    struct thread *before = NULL;

    for (struct thread *t = queue->first; t != NULL; before = t, t = t->next) {
        if (t->bound_to != THREAD_ANY_CORE && t->bound_to != (int)core)
            continue;
        unlink(queue, before, t);
        return t;
    }
    return NULL;
}
