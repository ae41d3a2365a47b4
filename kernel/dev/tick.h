/* SPDX-License-Identifier: MIT */
/*
 * dev/tick.h — a beat of TICK_HZ that wakes the sleeping kernel and runs what must be looked after.
 *
 * Many machines gate the 8254's clock off, so the beat is proved before anybody relies on it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TICK_HZ         100
#define TICK_CHORES_MAX 8

/* Starts the beat; interrupts must be off. Leaves them on. Logs whether ticks really come. */
void tick_init(void);

/* True when ticks were seen to come. Without them a sleeping CPU wakes only for devices. */
bool tick_is_running(void);

/* Ticks since tick_init(). */
uint64_t tick_count(void);

/* Calls chore on every tick, with interrupts off. Returns 0 or -E_NOSPACE. */
int tick_add_chore(void (*chore)(void));
