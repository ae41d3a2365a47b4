/* SPDX-License-Identifier: MIT */
/*
 * dev/power.h — leaving the machine: off, or round again.
 *
 * Both announce `# leave how=…` as a document line before each attempt, name every step in the log,
 * and never return: what cannot be done ends in a halted machine that says so.
 */
#pragma once

/* Soft-off by ACPI (ACPI 6.5, 7.4.2 and 16.1.7). Where that cannot work: says so and halts. */
_Noreturn void power_off(void);

/*
 * Resets by the FADT's register, port 0xCF9, the keyboard controller, and at last a triple fault.
 */
_Noreturn void power_reset(void);

/* Says that the machine stays as it is, and halts it for good. */
_Noreturn void power_halt(void);
