/* SPDX-License-Identifier: MIT */
/*
 * cpu/machine_check.h — errors that the hardware itself finds, core by core (SDM 3B chapter 16).
 *
 * Each core has banks, a few registers that hold the last error of one part. An error that was corrected
 * only stands there, so somebody has to look; one that was not raises an exception, and ends the kernel
 * after what the banks say was logged.
 */
#pragma once

#include "lib/machine_check.h"
#include "lib/types.h"

#define MC_RECORDS_MAX 8 /* taken in one look */

struct machine_check {
    unsigned bank;
    uint64_t status, address; /* address 0: not told */
};

struct machine_checks {
    struct machine_check records[MC_RECORDS_MAX];
    unsigned count;
};

/*
 * On the running core: logs and clears what was left from before start-up, has every bank report, and lets
 * machine checks through (CR4.MCE), which a core without that would answer by stopping silently. Gives
 * CR4 its constant value.
 */
void machine_check_init(void);

/* Takes what stands in the running core's banks, and counts it. With interrupts off. */
void machine_check_take(struct machine_checks *checks);

/* Logs what was found on that core. */
void machine_check_log(const struct machine_checks *checks, unsigned core);

/* Has the exception handled. Call once. */
void machine_check_handle(void);
