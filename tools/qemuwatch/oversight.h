/* SPDX-License-Identifier: MIT */
/*
 * oversight.h — one QEMU from its start to its known end.
 *
 * The machine is started stopped and let go only when events can be heard, so that none is
 * missed; whatever happens, it is gone when oversight_run() returns, and DIR/shutdown.txt says
 * why it ended. The command line has -no-reboot -action shutdown=pause, so that a machine that
 * has left is still there to be looked at.
 */
#pragma once

#include "common/exit_code.h"

#include <stdint.h>

struct oversight_options {
    const char *folder;     /* gets qemu.log and shutdown.txt; made when it is missing */
    const char *screenshot; /* PNG; NULL: none */
    const char *dump;       /* physical memory from 0; NULL: none */
    uint64_t dump_bytes;
    const char *until; /* stop early once this file is there; NULL: do not */
    int64_t timeout_ms;
    char *const *command; /* QEMU and its arguments, NULL at the end */
};

/*
 * Runs the machine. Prints the line that is also in shutdown.txt, `reason=WHY seconds=S.mmm`,
 * WHY being guest-shutdown, guest-reset, guest-panic, stopped, timeout, interrupted or exit:N.
 * EXIT_PASS when the guest or the `until` file ended it, EXIT_PANIC after guest-panic,
 * EXIT_INCOMPLETE after a time-out or a signal, EXIT_IO when QEMU ended by itself or could not
 * be talked to, EXIT_USAGE when it could not be started.
 */
enum exit_code oversight_run(const struct oversight_options *options);
