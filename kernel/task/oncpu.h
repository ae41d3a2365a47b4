/* SPDX-License-Identifier: MIT */
/*
 * task/oncpu.h — a function, run by a thread of its own on a chosen core, while the caller sleeps. It may
 * take its time, wait, and take locks; for reading a register there is cpu/ipi.h.
 */
#pragma once

#include "task/thread.h"

/*
 * Returns 0 when function(context) is done, -E_NOENT when there is no core of that number, -E_NOSPACE
 * without memory. Not from an interrupt.
 */
int oncpu(unsigned core, thread_function_t function, void *context);

/* The same on every core at the same time; context is the number of the core, as (void *). */
int oncpu_all(thread_function_t function);
