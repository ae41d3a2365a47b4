/* SPDX-License-Identifier: MIT */
/*
 * dev/check_watch.h — a thread that looks into every core's machine-check banks, where errors stand that
 * the hardware has corrected and told nobody about.
 */
#pragma once

#include <stdint.h>

/* Starts it; threads must be there. */
void check_watch_start(void);

/* Records found on all cores since start-up. */
uint64_t check_watch_count(void);

/* Looks at once. Interrupts must be on. */
void check_watch_look(void);
