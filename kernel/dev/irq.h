/* SPDX-License-Identifier: MIT */
/*
 * dev/irq.h — the sixteen interrupt lines of the PC/AT, whatever controller they come through: I/O APICs
 * where the firmware's table names some, else the pair of 8259s. They all go to core 0.
 */
#pragma once

#include "lib/types.h"

#define IRQ_LINES    16
#define IRQ_TIMER    0
#define IRQ_KEYBOARD 1
#define IRQ_COM2     3
#define IRQ_COM1     4

/* Runs with interrupts off; moves bytes and wakes, nothing more. */
typedef void (*irq_handler_t)(void *context);

/* Words of the command line: what is there and shall not be used. */
struct irq_choice {
    bool no_ioapic; /* noapic */
    bool no_lapic;  /* nolapic: then no I/O APIC, and one core only */
};

/* Sets up the controllers with every line masked. Interrupts may be let through afterwards. */
void irq_init(struct irq_choice choice);

/* "I/O APIC", "8259", or "none". */
const char *irq_controller(void);

/*
 * Calls handler whenever line (0..15) fires and lets the line through. name stays the caller's.
 * Returns 0, -E_RANGE for a line that is none, -E_NODEV when no controller has it.
 */
int irq_connect(unsigned line, irq_handler_t handler, void *context, const char *name);

/*
 * Calls handler whenever a device writes the message that is returned (a vector, above 0) to the local
 * APIC of core 0. -E_NODEV without local APICs, -E_NOSPACE. name stays the caller's.
 */
int irq_connect_message(irq_handler_t handler, void *context, const char *name);

/* Whoever sends that message calls nobody any more. */
void irq_disconnect_message(unsigned vector);

/* The name given at irq_connect_message(), NULL for a vector that is no message. */
const char *irq_message_name(unsigned vector);

/* Has after() called, with interrupts off, behind every handler of a line or message. */
void irq_set_after(void (*after)(void));

/* How often the line fired, spurious ones not counted. */
uint64_t irq_count(unsigned line);

/* The name given at irq_connect(), NULL for a line nobody uses. */
const char *irq_name(unsigned line);

/* The vector that a line comes as. */
unsigned irq_vector(unsigned line);

/* Spurious interrupts of the 8259s (see dev/pic.h) and of all local APICs. */
uint64_t irq_spurious_count(void);

/* Which input of a core NMIs come in at; for a core that starts. */
unsigned irq_nmi_input(uint32_t uid);
