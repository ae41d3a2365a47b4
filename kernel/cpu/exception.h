/* SPDX-License-Identifier: MIT */
/*
 * cpu/exception.h — what the CPU reports of itself (SDM 3A chapter 6).
 *
 * Nothing in the kernel faults on purpose but a probe (cpu/probe.h), and NMIs and machine checks have a
 * handler each that may go on. Every other exception ends the kernel: name, error code and registers go to
 * the log, then panic_with() writes the verdict.
 */
#pragma once

#include <stdbool.h>
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

/*
 * Has handler called for an exception of that vector; it returns true when the core can go on where it
 * was. There is one per vector, 0 to 31.
 */
typedef bool (*exception_handler_t)(struct exception_frame *frame);
void exception_set_handler(unsigned vector, exception_handler_t handler);

/* Logs where the core was, and how it came there. */
void exception_log(const struct exception_frame *frame);

/* Called by cpu/vectors.asm with interrupts off. What is changed in frame the CPU goes on with. */
void exception_dispatch(struct exception_frame *frame);
