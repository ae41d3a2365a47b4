/* SPDX-License-Identifier: MIT */
/* shell/command_ps.c — the threads there are, where they run, and what they used. */
#include "mm/heap.h"
#include "shell/command.h"
#include "shell/output.h"
#include "task/thread.h"

#define NS_PER_MS 1000000ul

static void thread_show(const struct thread_view *view)
{
    static const char *const states[] = {
        [THREAD_READY] = "ready",   [THREAD_RUNS] = "runs",   [THREAD_WAITS] = "waits",
        [THREAD_SLEEPS] = "sleeps", [THREAD_ENDED] = "ended",
    };

    output_print("%6u  %4u%c %-7s %10lu %10lu  %s\n", view->number, view->core,
                 view->bound_to == THREAD_ANY_CORE ? ' ' : '!', states[view->state],
                 view->used_ns / NS_PER_MS, view->switches, view->name);
}

int command_ps(unsigned count, const char *const words[])
{
    struct thread_view *views;
    unsigned threads;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    views = kmalloc(THREADS_SEEN_MAX * sizeof(*views));
    if (views == NULL) {
        output_complain("ps: there is no memory for the list");
        return SHELL_FAILED;
    }
    threads = thread_list(views, THREADS_SEEN_MAX);
    output_print("thread  core  state           ms   switches  name\n");
    for (unsigned i = 0; i < threads && i < THREADS_SEEN_MAX && !output_is_stopped(); i++)
        thread_show(&views[i]);
    if (threads > THREADS_SEEN_MAX)
        output_print("and %u more\n", threads - THREADS_SEEN_MAX);
    kfree(views);
    return SHELL_WELL;
}
