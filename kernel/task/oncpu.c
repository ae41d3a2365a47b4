/* SPDX-License-Identifier: MIT */
/* task/oncpu.c — the caller's stack holds what both need, until the other one is done with it. */
#include "task/oncpu.h"

#include "lib/error.h"
#include "mm/heap.h"
#include "task/wait.h"

struct errand {
    thread_function_t function;
    void *context;
    struct wait_queue done;
    bool is_done;
};

static void errand_run(void *context)
{
    struct errand *errand = context;

    errand->function(errand->context);
    wait_finish(&errand->done, &errand->is_done);
}

static bool errand_is_done(void *context)
{
    return ((const struct errand *)context)->is_done;
}

static void errand_await(struct errand *errand)
{
    wait_until(&errand->done, errand_is_done, errand, THREAD_FOREVER);
}

int oncpu(unsigned core, thread_function_t function, void *context)
{
    struct errand errand = { .function = function, .context = context };
    const int result = thread_start("errand", errand_run, &errand, (int)core);

    if (result == 0)
        errand_await(&errand);
    return result;
}

int oncpu_all(thread_function_t function)
{
    const unsigned count = core_count();
    struct errand *errands = kzalloc(count * sizeof(*errands));
    unsigned started = 0;
    int result = errands != NULL ? 0 : -E_NOSPACE;

    while (started < count && result == 0) {
        errands[started].function = function;
        errands[started].context = (void *)(uintptr_t)started;
        result = thread_start("errand", errand_run, &errands[started], (int)started);
        started += result == 0;
    }
    for (unsigned i = 0; i < started; i++)
        errand_await(&errands[i]);
    kfree(errands);
    return result;
}
