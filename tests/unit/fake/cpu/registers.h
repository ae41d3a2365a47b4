/* SPDX-License-Identifier: MIT */
/*
 * fake/cpu/registers.h — a time-stamp counter that advances by one with every read, and interrupts
 * that a test raises.
 */
#pragma once

#include <stdint.h>

static uint64_t fake_tsc;

static inline uint64_t tsc_read(void)
{
    return fake_tsc++;
}

static inline void cpu_relax(void)
{
}

#define FAKE_INTERRUPTS_ON 0x200u

/* On when a test starts. A test may have something happen when they are let through again, once. */
static uint64_t fake_interrupt_flags = FAKE_INTERRUPTS_ON;
static void (*fake_interrupt)(void);

static inline uint64_t interrupts_save(void)
{
    const uint64_t flags = fake_interrupt_flags;

    fake_interrupt_flags = 0;
    return flags;
}

static inline void interrupts_restore(uint64_t flags)
{
    void (*const happen)(void) = fake_interrupt;

    fake_interrupt_flags = flags;
    if (flags == 0 || happen == 0)
        return;
    fake_interrupt = 0;
    happen();
}
