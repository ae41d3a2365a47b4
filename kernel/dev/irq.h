/* SPDX-License-Identifier: MIT */
/* dev/irq.h — the sixteen interrupt lines of the PC/AT, whatever controller they come through. */
#pragma once

#include <stdint.h>

#define IRQ_LINES    16
#define IRQ_TIMER    0
#define IRQ_KEYBOARD 1
#define IRQ_COM2     3
#define IRQ_COM1     4

/* Runs with interrupts off; moves bytes and wakes, nothing more. */
typedef void (*irq_handler_t)(void *context);

/* Sets up the controller with every line masked. Interrupts may be let through afterwards. */
void irq_init(void);

/*
 * Calls handler whenever line (0..15) fires and lets the line through. name stays the caller's.
 * Returns 0, -E_RANGE for a line that is none, -E_NODEV when there is no interrupt controller.
 */
int irq_connect(unsigned line, irq_handler_t handler, void *context, const char *name);

/* How often the line fired, spurious ones not counted. */
uint64_t irq_count(unsigned line);

/* The name given at irq_connect(), NULL for a line nobody uses. */
const char *irq_name(unsigned line);

/* Spurious interrupts of both controllers (see dev/pic.h). */
uint64_t irq_spurious_count(void);
