/* SPDX-License-Identifier: MIT */
/*
 * cpu/console_lock.h — one core at a time writes to the consoles and the log.
 *
 * Unlike a spin lock it leaves interrupts on, since a line takes milliseconds on a serial port, and a core
 * that has it may take it again: a handler that logs in the middle of a line does so at once, as it
 * would on a machine with one core. Nobody waits for ever: who has waited beyond all patience goes on
 * without, and a garbled line is the worst that comes of it.
 */
#pragma once

void console_lock(void);
void console_unlock(void);

/* For a panic, when all others are stopped: whoever had it will not give it back. */
void console_lock_break(void);
