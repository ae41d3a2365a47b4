/* SPDX-License-Identifier: MIT */
/*
 * kernel/panic.c — the last words.
 *
 * Everything called from here is bounded; a panic while panicking halts without another word.
 */
#include "lib/panic.h"

#include "cpu/backtrace.h"
#include "cpu/core.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/power.h"
#include "diag/ktap.h"
#include "kernel.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"

static const struct core *panicking; /* the first core that panicked */
static bool has_begun;               /* panic_with() was reached */
static uint64_t panic_seconds;

void panic_set_seconds(const char *value)
{
    if (value != NULL && (str_to_u64(value, NULL, &panic_seconds) != 0 || panic_seconds > 86400)) {
        log_warning("boot: panic=%s is not a number of seconds up to a day", value);
        panic_seconds = 0;
    }
}

static _Noreturn void halt_silently(void)
{
    for (;;) {
        interrupts_disable();
        cpu_halt();
    }
}

void panic_begin(void)
{
    const struct core *nobody = NULL;

    interrupts_disable();
    if (!__atomic_compare_exchange_n(&panicking, &nobody, core_here(), false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        if (panicking != core_here() || has_begun)
            halt_silently();
        return;
    }
    core_stop_others();
}

_Noreturn void panic_with(const char *what, const char *fields)
{
    panic_begin();
    has_begun = true;

    log_write(LOG_EMERG, "panic: %s", what);
    ktap_panic(what, fields);
    if (panic_seconds == 0) {
        log_write(LOG_EMERG, "panic: staying here (panic=SECONDS on the command line resets)");
        power_halt();
    }
    log_write(LOG_EMERG, "panic: reset in %lu s", panic_seconds);
    for (uint64_t s = 0; s < panic_seconds; s++)
        clock_wait_ms(1000);
    power_reset();
}

_Noreturn void panic(const char *format, ...)
{
    char what[200];
    va_list args;

    va_start(args, format);
    print_vformat(what, sizeof(what), format, args);
    va_end(args);
    panic_begin();
    backtrace_log_here();
    panic_with(what, "");
}
