/* SPDX-License-Identifier: MIT */
/*
 * cpu/backtrace.c — walks frames: at rbp lies the caller's rbp, above it the address to return to.
 *
 * A return address points behind the call, and a call that never returns may be a function's last
 * instruction; so the name is looked up one byte earlier.
 */
#include "cpu/backtrace.h"

#include "cpu/boot_state.h"
#include "lib/log.h"
#include "lib/symbols.h"

static void frame_log(unsigned number, uint64_t address, uint64_t named_at)
{
    uint64_t offset;
    const struct symbol *symbol =
        symbol_find(kernel_symbols, kernel_symbol_count, named_at, &offset);

    if (symbol == NULL)
        log_error("cpu: #%u 0x%016lx", number, address);
    else
        log_error("cpu: #%u 0x%016lx %s+0x%lx", number, address, symbol->name,
                  offset + (address - named_at));
}

static stack_holds_t stack_holds;

void backtrace_set_stacks(stack_holds_t holds)
{
    stack_holds = holds;
}

static bool is_frame(uint64_t rbp)
{
    const uint64_t start = (uint64_t)kernel_load_start + KERNEL_BASE;
    const uint64_t end = (uint64_t)kernel_load_end + KERNEL_BASE;

    if (rbp % sizeof(uint64_t) != 0)
        return false;
    if (rbp >= start && rbp < end - 2 * sizeof(uint64_t))
        return true;
    return stack_holds != NULL && stack_holds(rbp, 2 * sizeof(uint64_t));
}

void backtrace_log(uint64_t rip, uint64_t rbp)
{
    frame_log(0, rip, rip);
    for (unsigned i = 1; i < BACKTRACE_MAX && is_frame(rbp); i++) {
        const uint64_t *frame = (const uint64_t *)rbp;

        if (frame[1] == 0)
            return;
        frame_log(i, frame[1], frame[1] - 1);
        if (frame[0] <= rbp)
            return;
        rbp = frame[0];
    }
}

void backtrace_log_here(void)
{
    const uint64_t rbp = (uint64_t)__builtin_frame_address(0);

    backtrace_log((uint64_t)__builtin_return_address(0) - 1, *(const uint64_t *)rbp);
}
