/* SPDX-License-Identifier: MIT */
/*
 * cpu/backtrace.h — who called whom, by the chain of frame pointers (System V ABI for AMD64,
 * 3.2.2).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BACKTRACE_MAX 32

/*
 * Logs the function at rip and its callers, found through rbp. A chain that leaves the kernel image
 * and the stacks, or runs backwards, ends the walk; nothing else is read.
 */
void backtrace_log(uint64_t rip, uint64_t rbp);

/* Whether size bytes at address lie in one stack outside the image. */
typedef bool (*stack_holds_t)(uint64_t address, uint64_t size);

/* Tells where other stacks are; until then there are none. */
void backtrace_set_stacks(stack_holds_t holds);

/* The same from where it is called. */
void backtrace_log_here(void);
