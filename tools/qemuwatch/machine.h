/* SPDX-License-Identifier: MIT */
/*
 * machine.h — a running QEMU and the line to it: everything that waits on both at once.
 */
#pragma once

#include "qemuwatch/child.h"
#include "qemuwatch/qmp.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct machine {
    struct child child;
    struct qmp qmp;
    int stop_fd; /* stop.h; not owned */
    int qmp_fd;  /* -1 when QEMU has closed it */
};

enum machine_wait {
    MACHINE_MET,    /* what was waited for is true */
    MACHINE_ENDED,  /* QEMU has ended */
    MACHINE_SIGNAL, /* a stopping signal */
    MACHINE_FILE,   /* the `until` file is there */
    MACHINE_LIMIT
};

typedef bool (*machine_condition_t)(const struct qmp *qmp);

/*
 * Starts `command` with the words added that give it a QMP line (an inherited socket: it needs
 * no path) and keep the machine stopped. Its output goes to `log_fd`. 0, or -1 with errno.
 */
int machine_start(struct machine *machine, char *const *command, int log_fd, int stop_fd);

/*
 * Waits for the condition, QEMU's end, a signal, the file `until` (NULL: none) or the limit,
 * whichever is first; the condition wins when several are true.
 */
enum machine_wait machine_wait(struct machine *machine, machine_condition_t condition,
                               const char *until, int64_t limit);

/*
 * Sends a command (takes over `arguments`) and waits at most `ms` for its answer. 0, or -1 with
 * a clause in machine->qmp.error.
 */
int machine_execute(struct machine *machine, const char *command, json_t *arguments, int64_t ms);

/* Asks QEMU to quit, kills it when it does not, and closes everything. */
void machine_finish(struct machine *machine);
