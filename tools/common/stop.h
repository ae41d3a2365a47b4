/* SPDX-License-Identifier: MIT */
/*
 * stop.h — Ctrl-C and kill as a file descriptor.
 *
 * The signals are blocked and read from a signalfd, so that a loop sees them in the same poll(2)
 * as its data, and none is lost between a check and a wait.
 */
#pragma once

#include <stdbool.h>

/*
 * Takes SIGINT, SIGTERM and SIGHUP out of normal delivery and ignores SIGPIPE. Returns a
 * descriptor that becomes readable when one of them has come (close-on-exec), or -1 with errno.
 * Once per process, before any child or thread.
 */
int stop_open(void);

/* True when a stopping signal has come. Does not take it away. */
bool stop_is_requested(int stop_fd);

/* Waits until a stopping signal, or until `ms` have gone by. True when it was the signal. */
bool stop_wait_ms(int stop_fd, int ms);

/* For a child before exec(): gives the signals back their normal delivery. */
void stop_undo_in_child(void);
