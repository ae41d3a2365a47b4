/* SPDX-License-Identifier: MIT */
/*
 * fake/cpu/registers.h — a time-stamp counter that advances by one with every read, interrupts that a
 * test raises, and model-specific registers and CPUID as it wants them.
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

static inline void memory_fence(void)
{
}

struct cpuid_result {
    uint32_t eax, ebx, ecx, edx;
};

/* Only a test of a driver that uses them defines these. */
struct cpuid_result fake_cpuid(uint32_t leaf);
uint64_t fake_msr_read(uint32_t msr);
void fake_msr_write(uint32_t msr, uint64_t value);

static inline struct cpuid_result cpuid(uint32_t leaf, uint32_t subleaf)
{
    (void)subleaf;
    return fake_cpuid(leaf);
}

static inline uint64_t msr_read(uint32_t msr)
{
    return fake_msr_read(msr);
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
    fake_msr_write(msr, value);
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
