/* SPDX-License-Identifier: MIT */
/*
 * cpu/stack_guard.h — the number that gcc's and clang's stack protector puts below return addresses.
 */
#pragma once

#include <stdbool.h>

/*
 * Makes it differ from boot to boot. The caller must not return, since it was entered with the old
 * number.
 */
void stack_guard_seed(void);

/* Whether the CPU's random number generator had a part in it; else the time-stamp counter alone. */
bool stack_guard_is_random(void);
