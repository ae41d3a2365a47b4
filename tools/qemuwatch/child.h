/* SPDX-License-Identifier: MIT */
/*
 * child.h — one program started and never lost: it dies with its parent, and its end is a
 * descriptor that poll(2) can wait for.
 *
 * It runs in a process group of its own, so that Ctrl-C on the terminal reaches the parent only,
 * and so that ending it also ends what a wrapper script has started.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid;
    int ended_fd; /* readable once the child has ended */
    bool ended;
    int status; /* once ended: exit status, or 128 + signal */
};

/*
 * Starts argv[0] from PATH with standard input from /dev/null and standard output and error on
 * `log_fd`. `keep_fd` stays open across exec; every other descriptor must be close-on-exec.
 * 0, or -1 with the error of whatever failed, exec included.
 */
int child_start(struct child *child, char *const *argv, int log_fd, int keep_fd);

/* Waits at most `ms` for the end. True when it has ended; child->status is then set. */
bool child_wait_ms(struct child *child, int ms);

/*
 * Kills what is left of the child and its group, and gives everything back. The group's number
 * stays taken until here, so that no stranger can be hit.
 */
void child_finish(struct child *child);
