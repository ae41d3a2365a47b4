/* SPDX-License-Identifier: MIT */
/* kernel.h — what main.c and panic.c say to each other; no room includes it. */
#pragma once

#include "lib/types.h"

/* Called once by boot/long_mode.asm, on the boot stack, interrupts off. */
_Noreturn void kmain(uint32_t magic, uint32_t info);

/* What panic=SECONDS asks for; NULL or nonsense means stay. */
void panic_set_seconds(const char *value);
