/* SPDX-License-Identifier: MIT */
/*
 * dev/i8042.h — the PS/2 controller: two ports of which the first, the keyboard's, is used.
 *
 * On many machines it is firmware that plays controller for a USB keyboard, and plays it
 * incompletely; what such firmware may leave out is asked for but not insisted on. Nothing waits
 * without a deadline.
 */
#pragma once

#include <stdint.h>

/*
 * Brings the controller from any state to: first port on, raising IRQ 1 and translating to set 1,
 * second port off. Returns 0, -E_NODEV when there is none (its status reads as all ones),
 * -E_TIMEOUT when it takes no commands or answers none, -E_IO when its output never runs dry.
 */
int i8042_init(void);

/*
 * The byte that waits from the first port (0..255), -1 when none does. A byte of the second port is
 * thrown away. Callable from the interrupt handler; two callers at once may see a byte twice.
 */
int i8042_read(void);

/*
 * Has the controller deliver a byte as if the keyboard had sent it, interrupt and all, untranslated.
 * Returns 0 or -E_TIMEOUT.
 */
int i8042_inject(uint8_t byte);

/* Sends a byte to the keyboard. Returns 0 or -E_TIMEOUT. */
int i8042_write(uint8_t byte);
