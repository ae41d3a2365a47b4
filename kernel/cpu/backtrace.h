/* SPDX-License-Identifier: MIT */
/*
 * cpu/backtrace.h — who called whom, by the chain of frame pointers (System V ABI for AMD64,
 * 3.2.2).
 */
#pragma once

#include <stdint.h>

#define BACKTRACE_MAX 32

/*
 * Logs the function at rip and its callers, found through rbp. A chain that leaves the kernel image
 * or runs backwards ends the walk; nothing outside the image is read.
 */
void backtrace_log(uint64_t rip, uint64_t rbp);

/* The same from where it is called. */
void backtrace_log_here(void);
