/* SPDX-License-Identifier: MIT */
/*
 * cpu/gdt.h — segments, and the stacks that exceptions switch to.
 *
 * In 64-bit mode the GDT is left with two jobs (SDM 3A 5.2 and 8.7): it says that code runs in
 * 64-bit mode, and its task-state segment holds the stacks of the interrupt stack table. NMI,
 * double fault and machine check can come at any instruction, so each has a stack of its own.
 */
#pragma once

#include <stdint.h>

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_TSS         0x18

/* Numbers in the interrupt stack table; 0 in a gate means: stay on the current stack. */
enum ist_stack { IST_NONE, IST_NMI, IST_DOUBLE_FAULT, IST_MACHINE_CHECK, IST_COUNT };

/* From now on exceptions of that number come on the stack that ends at top. */
void gdt_set_stack(enum ist_stack stack, uint64_t top);

/* Builds and loads the GDT and the task register. */
void gdt_init(void);
