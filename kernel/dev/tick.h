/* SPDX-License-Identifier: MIT */
/*
 * dev/tick.h — what wakes the sleeping kernel: a timer in each core, and on core 0 a beat of TICK_HZ that
 * runs what must be looked after.
 *
 * The timer of the local APIC is tried first, then the 8254 by IRQ 0, which many machines gate off. Each is
 * proved before anybody relies on it; without either the kernel polls while it has nothing to do.
 */
#pragma once

#include "lib/types.h"

#define TICK_HZ         100
#define TICK_CHORES_MAX 8
#define TICK_NEVER      UINT64_MAX

/* Starts the beat; interrupts must be off. Leaves them on. Logs whether ticks really come. */
void tick_init(void);

/* True when ticks were seen to come. Without them a sleeping core wakes only for devices. */
bool tick_is_running(void);

/* Whether each core has a timer that can be set: without, only core 0 has the beat. */
bool tick_has_timers(void);

/* In words: what the beat comes from. */
const char *tick_source(void);

/* Beats since tick_init(). */
uint64_t tick_count(void);

/* Calls chore on every beat, on core 0 with interrupts off. Returns 0 or -E_NOSPACE. */
int tick_add_chore(void (*chore)(void));

/*
 * Has fired() called, with interrupts off, on each core whose timer went off; it returns when, in the
 * time of clock_now_ns(), this core wants the next one, TICK_NEVER for not at all.
 */
void tick_set_timer(uint64_t (*fired)(uint64_t now_ns));

/* Sets the running core's timer: due_ns is what fired() would have returned. Interrupts must be off. */
void tick_want(uint64_t due_ns);

/*
 * Lets interrupts through and sleeps until the next; without ticks, looks after what they would have
 * done instead. For a core that has nothing to do; interrupts are off at the call and on afterwards.
 */
void tick_idle(void);
