/* SPDX-License-Identifier: MIT */
/*
 * cpu/ipi.h — a short function, run by another core in its interrupt handler while this one waits.
 *
 * For reading a register that each core has of its own, or setting one. What may take long, wait or
 * take locks belongs into a thread there: task/oncpu.h.
 */
#pragma once

#include "cpu/core.h"

typedef void (*ipi_function_t)(void *context);

/*
 * Runs function on that core, here when it is the running one. Returns 0 when it is done, -E_NOENT when
 * there is no such core, -E_TIMEOUT when it did not answer, and then the function will not be run.
 * Interrupts must be on, no lock held.
 */
int ipi_call(unsigned number, ipi_function_t function, void *context);

/* Does what another core asked of this one; called by the handler of VECTOR_CALL. */
void ipi_serve(void);
