/* SPDX-License-Identifier: MIT */
/*
 * cpu/interrupt.h — vectors 32 to 255: who is called, and how often each came on which core.
 *
 * A vector nobody asked for is counted and named in the log the first time, never fatal: machines do
 * send them. Who uses which numbers is written down here; the higher one goes first (SDM 3A 11.8.3).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define VECTOR_NMI             2 /* no interrupt, but what core_interrupt() takes for one */
#define INTERRUPT_VECTOR_FIRST 32
#define VECTOR_LINES           0x20 /* sixteen lines of the PC/AT */
#define VECTOR_MESSAGES        0x30 /* devices that signal by a write to memory, up to ... */
#define VECTOR_MESSAGES_END    0xe0
#define VECTOR_TIMER           0xec /* each core's own timer */
#define VECTOR_FLUSH           0xfb /* cpu/tlb.h */
#define VECTOR_CALL            0xfc /* cpu/ipi.h */
#define VECTOR_SWITCH          0xfd /* another thread should run */
#define VECTOR_ERROR           0xfe /* the local APIC found one */
#define VECTOR_SPURIOUS        0xff /* the local APIC's request vanished; it is not acknowledged */

/* Runs with interrupts off; moves bytes and wakes, nothing more. */
typedef void (*interrupt_handler_t)(void *context);

/* Makes handler the one called for vector (32..255). There is one per vector; NULL takes it away. */
void interrupt_set_handler(unsigned vector, interrupt_handler_t handler, void *context);

/* Whether somebody asked for it. */
bool interrupt_has_handler(unsigned vector);

/* How often vector came, on all cores. */
uint64_t interrupt_count(unsigned vector);

/* Called with a vector that nobody asked for, to acknowledge it; NULL when nothing needs that. */
void interrupt_set_stray(void (*acknowledge)(unsigned vector));

/*
 * Called at the end of every interrupt, interrupts off, when it has been acknowledged: here another
 * thread may be switched to.
 */
void interrupt_set_leave(void (*leave)(void));

/* Called by exception_dispatch() for vectors from 32 on. */
void interrupt_dispatch(unsigned vector);
