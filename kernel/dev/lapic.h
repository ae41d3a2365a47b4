/* SPDX-License-Identifier: MIT */
/*
 * dev/lapic.h — the interrupt controller inside each core, in whichever of its two modes the firmware
 * left it.
 *
 * A core takes interrupts, sends them to others, and has a timer by it. Registers are reached by memory
 * (xAPIC, ids of 8 bits) or as MSRs (x2APIC, 32 bits). The mode is never changed: newer firmware locks
 * the second one, and clearing its bit faults.
 */
#pragma once

#include "cpu/core.h"

/* Finds the running core's; -E_NODEV when there is none or it cannot be reached. Call once. */
int lapic_init(void);

/*
 * Brings the local APIC of another core, the running one, into the mode of the first; false when that
 * cannot be.
 */
bool lapic_join(void);

/* Whether lapic_init() found one. */
bool lapic_is_there(void);

/* Whether registers are MSRs, so that ids may have 32 bits. */
bool lapic_is_x2(void);

/* Where the registers are, for the log. */
paddr_t lapic_address(void);

/* The running core's id. */
uint32_t lapic_id(void);

/*
 * Switches it on, on the running core: everything masked but errors; NMIs come in at local input
 * nmi_input (0 or 1), and the 8259 at input 0 when takes_pic.
 */
void lapic_enable(unsigned nmi_input, bool takes_pic);

/* Ends the interrupt that is handled. */
void lapic_end_of_interrupt(void);

/* The same only where one of that vector is in service: for vectors nobody asked for. */
void lapic_end_of_stray(unsigned vector);

/* Sends a vector of cpu/interrupt.h to another core; VECTOR_NMI as what it is. */
void lapic_interrupt(const struct core *core, unsigned vector);

/* The two signals that start a core (SDM 3A 9.4.4): it begins at page, below 1 MiB. */
void lapic_send_init(uint32_t apic_id);
void lapic_send_start(uint32_t apic_id, paddr_t page);

/* Whether this mode reaches a core of that id. */
bool lapic_reaches(uint32_t apic_id);

/* Errors it found, on all cores, and the bits of the last one (SDM 3A 11.5.3). */
uint64_t lapic_errors(uint32_t *last);

/* ---- the timer ---- */

/* Measures its rate by the clock; -E_TIMEOUT when it does not count. The rate is that of all cores. */
int lapic_timer_init(void);

/* What it counts by, in words, and how often a second. */
const char *lapic_timer_name(void);
uint64_t lapic_timer_hz(void);

/* Has VECTOR_TIMER come once, ns from now, on the running core. Takes the place of what was set before. */
void lapic_timer_arm(uint64_t ns);
void lapic_timer_stop(void);
