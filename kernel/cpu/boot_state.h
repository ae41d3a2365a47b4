/* SPDX-License-Identifier: MIT */
/*
 * cpu/boot_state.h — what boot/ leaves for the kernel.
 *
 * boot/entry.asm reads each register before it gives it a value of its own, so that the log can tell
 * how firmware and loader left the machine. The linker script defines the image's limits.
 */
#pragma once

#include "lib/types.h"

#define KERNEL_BASE 0xffffffff80000000ull

struct boot_state {
    uint32_t magic; /* EAX at entry */
    uint32_t info;  /* EBX at entry: physical address of the boot information */
    uint32_t cr0, cr4, efer;
    uint8_t has_nx;
    uint8_t pad[3];
};

_Static_assert(sizeof(struct boot_state) == 24, "boot/entry.asm lays it out");

extern const struct boot_state boot_state;

/* Symbols of config/linker.ld: only their addresses mean something. */
extern const char kernel_load_start[], kernel_load_end[]; /* physical, end exclusive */
extern const char kernel_text_start[], kernel_text_end[];
extern const char kernel_rodata_start[], kernel_rodata_end[];

/* In boot/entry.asm: the page below the first stack, which is never mapped, and the stack's top. */
extern const char boot_stack_guard[], boot_stack_top[];
