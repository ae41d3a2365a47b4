/* SPDX-License-Identifier: MIT */
/*
 * cpu/interrupt.h — vectors 32 to 255: who is called, and how often each came.
 *
 * A vector nobody asked for is counted and named in the log the first time, never fatal: machines do
 * send them.
 */
#pragma once

#include <stdint.h>

#define INTERRUPT_VECTOR_FIRST 32

/* Runs with interrupts off; moves bytes and wakes, nothing more. */
typedef void (*interrupt_handler_t)(void *context);

/* Makes handler the one called for vector (32..255). There is one per vector; NULL takes it away. */
void interrupt_set_handler(unsigned vector, interrupt_handler_t handler, void *context);

/* How often vector came. */
uint64_t interrupt_count(unsigned vector);

/* Called by exception_dispatch() for vectors from 32 on. */
void interrupt_dispatch(unsigned vector);
