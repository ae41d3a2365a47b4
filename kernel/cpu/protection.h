/* SPDX-License-Identifier: MIT */
/*
 * cpu/protection.h — what the CPU can forbid, and whether it is told to (SDM 3A 2.5 "Control
 * Registers", 4.6).
 */
#pragma once

#include <stdbool.h>

struct cpu_protection {
    const char *name; /* the manuals' */
    const char *effect;
    bool is_there, is_on;
};

/* Looks at protection number index, from 0; false behind the last. */
bool cpu_protection_look(unsigned index, struct cpu_protection *protection);
