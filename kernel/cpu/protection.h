/* SPDX-License-Identifier: MIT */
/*
 * cpu/protection.h — what the CPU can forbid, and whether it is told to (SDM 3A 2.5 "Control
 * Registers", 4.6).
 */
#pragma once

#include <stdbool.h>

/*
 * Turns on all that CPUID offers of SMEP, SMAP and UMIP, and what firmware may have left of control-flow
 * enforcement off. CR4 must have its constant value. The kernel touches no user pages, so nothing is
 * bracketed by STAC and CLAC.
 */
void protection_enable(void);

struct cpu_protection {
    const char *name; /* the manuals' */
    const char *effect;
    bool is_there, is_on;
};

/* Looks at protection number index, from 0; false behind the last. */
bool cpu_protection_look(unsigned index, struct cpu_protection *protection);
