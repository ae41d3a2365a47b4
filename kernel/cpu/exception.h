/* SPDX-License-Identifier: MIT */
/*
 * cpu/exception.h — what the CPU reports of itself (SDM 3A chapter 6).
 *
 * Nothing in the kernel faults on purpose but a probe (cpu/probe.h), so every other exception ends it:
 * name, error code and registers go to the log, then panic_with() writes the verdict.
 */
#pragma once

#include <stdint.h>

#define EXCEPTION_NMI           2
#define EXCEPTION_DOUBLE_FAULT  8
#define EXCEPTION_PAGE_FAULT    14
#define EXCEPTION_MACHINE_CHECK 18
#define EXCEPTION_COUNT         32

/* The stack as cpu/vectors.asm leaves it, lowest address first. */
struct exception_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss; /* pushed by the CPU */
};

/* "page fault" for 14; "interrupt" for 32 and more. Never NULL. */
const char *exception_name(uint64_t vector);

/*
 * Names the stack that an access to address has run out of; NULL when it was none. Called while an
 * exception is reported.
 */
typedef const char *(*stack_name_t)(uint64_t address);
void exception_set_stack_name(stack_name_t name);

/* Called by cpu/vectors.asm with interrupts off. What is changed in frame the CPU goes on with. */
void exception_dispatch(struct exception_frame *frame);
