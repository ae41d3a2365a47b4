/* SPDX-License-Identifier: MIT */
/* dev/check_watch.c — the core that has the banks reads them, the thread writes the log. */
#include "dev/check_watch.h"

#include "cpu/core.h"
#include "cpu/ipi.h"
#include "cpu/machine_check.h"
#include "lib/error.h"
#include "lib/log.h"
#include "task/thread.h"

#define LOOK_MS 2000

static void take(void *context)
{
    machine_check_take(context);
}

void check_watch_look(void)
{
    for (unsigned i = 0; i < core_count(); i++) {
        struct machine_checks checks = { .count = 0 };

        if (ipi_call(i, take, &checks) == 0)
            machine_check_log(&checks, i);
    }
}

static void watch(void *context)
{
    (void)context;
    for (;;) {
        thread_sleep_ms(LOOK_MS);
        check_watch_look();
    }
}

void check_watch_start(void)
{
    const int result = thread_start("check watch", watch, NULL, THREAD_ANY_CORE);

    if (result != 0)
        log_warning("cpu: nobody looks for corrected errors: %s", error_name(result));
}

uint64_t check_watch_count(void)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < core_count(); i++)
        count += core_at(i)->checks;
    return count;
}
