/* SPDX-License-Identifier: MIT */
/*
 * dev/core_start.h — waking the other cores (SDM 3A 9.4; Multiprocessor Specification 1.4, B.4).
 *
 * Each is told INIT and then, twice, the page where it begins. One that does not come within its time is
 * named, told INIT again so that it does not come later, and left: the kernel goes on with those it has.
 */
#pragma once

#include "fmt/multiboot2.h"

/* What a core that has started does; never returns. Called with interrupts off, on its own stack. */
typedef void (*core_run_t)(void);

/*
 * Starts all cores that the MADT lists as enabled. Interrupts, clock and ticks must be there, and nobody may run on another
 * core yet.
 */
void core_start_all(const struct boot_info *boot, core_run_t run);

/* Cores that were to be started and did not come. */
unsigned core_start_missing(void);
