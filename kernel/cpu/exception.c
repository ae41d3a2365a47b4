/* SPDX-License-Identifier: MIT */
/*
 * cpu/exception.c — the report of an exception.
 *
 * Runs on whatever stack is left, possibly on the interrupt stack table's, so it keeps to small
 * buffers and calls nothing that waits without a deadline.
 */
#include "cpu/exception.h"

#include "cpu/backtrace.h"
#include "cpu/core.h"
#include "cpu/interrupt.h"
#include "cpu/probe.h"
#include "cpu/registers.h"
#include "lib/log.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "lib/types.h"

static stack_name_t stack_name;
static exception_handler_t handlers[EXCEPTION_COUNT];

void exception_set_stack_name(stack_name_t name)
{
    stack_name = name;
}

/* Names as in SDM 3A table 6-1. */
static const char *const names[EXCEPTION_COUNT] = {
    [0] = "divide error",
    [1] = "debug exception",
    [2] = "non-maskable interrupt",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "BOUND range exceeded",
    [6] = "invalid opcode",
    [7] = "device not available",
    [8] = "double fault",
    [9] = "coprocessor segment overrun",
    [10] = "invalid TSS",
    [11] = "segment not present",
    [12] = "stack-segment fault",
    [13] = "general protection",
    [14] = "page fault",
    [16] = "x87 floating-point error",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point exception",
    [20] = "virtualization exception",
    [21] = "control protection exception",
    [28] = "hypervisor injection exception",
    [29] = "VMM communication exception",
    [30] = "security exception",
};

const char *exception_name(uint64_t vector)
{
    if (vector >= EXCEPTION_COUNT)
        return "interrupt";
    return names[vector] != NULL ? names[vector] : "reserved exception";
}

/* Error code bits of a page fault, SDM 3A 4.7. */
static void page_fault_log(const struct exception_frame *f)
{
    log_error("cpu: %s %s at 0x%016lx: %s", f->error & 1 << 2 ? "user" : "kernel",
              f->error & 1 << 4   ? "instruction fetch"
              : f->error & 1 << 1 ? "write"
                                  : "read",
              cr2_read(),
              f->error & 1 << 3   ? "reserved bit set in a page-table entry"
              : f->error & 1 << 0 ? "not allowed by the page's rights"
                                  : "page not present");
}

/* Lines of at most 80 characters with their stamp, so that no number is cut on a text screen. */
static void registers_log(const struct exception_frame *f)
{
    log_error("cpu: rip %04lx:%016lx flags %08lx", f->cs, f->rip, f->rflags);
    log_error("cpu: rsp %04lx:%016lx", f->ss, f->rsp);
    log_error("cpu: rax %016lx rbx %016lx", f->rax, f->rbx);
    log_error("cpu: rcx %016lx rdx %016lx", f->rcx, f->rdx);
    log_error("cpu: rsi %016lx rdi %016lx", f->rsi, f->rdi);
    log_error("cpu: rbp %016lx r8  %016lx", f->rbp, f->r8);
    log_error("cpu: r9  %016lx r10 %016lx", f->r9, f->r10);
    log_error("cpu: r11 %016lx r12 %016lx", f->r11, f->r12);
    log_error("cpu: r13 %016lx r14 %016lx", f->r13, f->r14);
    log_error("cpu: r15 %016lx", f->r15);
    log_error("cpu: cr0 %08lx cr2 %016lx", cr0_read(), cr2_read());
    log_error("cpu: cr3 %08lx cr4 %08lx", cr3_read(), cr4_read());
}

/*
 * A stack that is full cannot take the frame of a page fault, so its overflow mostly comes as a double
 * fault; CR2 still says where.
 */
static const char *stack_of_overflow(const struct exception_frame *f)
{
    if (stack_name == NULL ||
        (f->vector != EXCEPTION_PAGE_FAULT && f->vector != EXCEPTION_DOUBLE_FAULT))
        return NULL;
    return stack_name(cr2_read());
}

void exception_set_handler(unsigned vector, exception_handler_t handler)
{
    if (vector < EXCEPTION_COUNT)
        handlers[vector] = handler;
}

void exception_log(const struct exception_frame *frame)
{
    registers_log(frame);
    backtrace_log(frame->rip, frame->rbp);
}

void exception_dispatch(struct exception_frame *frame)
{
    const char *what = exception_name(frame->vector), *stack;
    char fields[96];

    if (frame->vector >= EXCEPTION_COUNT) {
        interrupt_dispatch((unsigned)frame->vector);
        return;
    }
    if (probe_catch(frame))
        return;
    if (handlers[frame->vector] != NULL && handlers[frame->vector](frame))
        return;
    panic_begin();
    log_write(LOG_EMERG, "cpu: exception %lu, %s, error code 0x%lx, on core %u, in %s",
              frame->vector, what, frame->error, core_here()->number,
              core_here()->thread_name != NULL ? core_here()->thread_name : "start-up");
    if (frame->vector == EXCEPTION_PAGE_FAULT)
        page_fault_log(frame);
    stack = stack_of_overflow(frame);
    if (stack != NULL) {
        what = "stack overflow";
        log_error("cpu: stack overflow: 0x%016lx is below %s", cr2_read(), stack);
    }
    exception_log(frame);

    print_format(fields, sizeof(fields), "vector=%lu error=0x%lx rip=0x%016lx cr2=0x%lx",
                 frame->vector, frame->error, frame->rip, cr2_read());
    panic_with(what, fields);
}
