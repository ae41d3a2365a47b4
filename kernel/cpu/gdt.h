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

#define GDT_ENTRIES 5

/* 64-bit task-state segment, SDM 3A figure 8-11. */
struct tss {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7];
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map_base;
} __attribute__((packed));

/* What each core has of its own: a task register cannot be shared. */
struct core_tables {
    uint64_t gdt[GDT_ENTRIES];
    struct tss tss;
};

struct core;

/* From now on exceptions of that number come on the stack that ends at top, on that core. */
void gdt_set_stack(struct core *core, enum ist_stack stack, uint64_t top);

/* Gives core, the first one, stacks inside the kernel. */
void gdt_set_first_stacks(struct core *core);

/*
 * Builds the tables of core, which is the running one, loads GDT and task register, and makes core_here()
 * work. Its stacks must have been set.
 */
void gdt_init(struct core *core);
