/* SPDX-License-Identifier: MIT */
/*
 * timelimit.h — a moment on the monotonic clock by which something must have happened.
 *
 * Setting the wall clock never moves a limit. A limit may be absent (TIMELIMIT_NEVER), and two
 * limits join to the earlier one, so that a loop waits on one number whatever it waits for.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TIMELIMIT_NEVER INT64_MAX

/* Milliseconds on the monotonic clock, from an arbitrary start. */
int64_t timelimit_now_ms(void);

/* The moment `ms` milliseconds from now; TIMELIMIT_NEVER for a negative `ms`. */
int64_t timelimit_after_ms(int64_t ms);

/* The earlier of two moments. */
int64_t timelimit_earlier(int64_t a, int64_t b);

/* True when the moment has come. */
bool timelimit_is_over(int64_t limit);

/*
 * Milliseconds left, for poll(2): 0 when the moment has come, -1 for TIMELIMIT_NEVER, else at
 * least 1 and at most INT_MAX.
 */
int timelimit_left_ms(int64_t limit);
