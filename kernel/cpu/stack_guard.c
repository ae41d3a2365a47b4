/* SPDX-License-Identifier: MIT */
/*
 * cpu/stack_guard.c — RDRAND where there is one (SDM 1 7.3.17), mixed with the time-stamp counter in any
 * case: some CPUs have been seen to answer all ones, always.
 */
#include "cpu/stack_guard.h"

#include "cpu/registers.h"
#include "lib/panic.h"

#define LEAF_FEATURES       0x1
#define FEATURES_ECX_RDRAND (1u << 30)
#define RDRAND_TRIES        10 /* the manual's own number */
#define GOLDEN_RATIO        0x9e3779b97f4a7c15ull

uintptr_t __stack_chk_guard = 0x4e6f4f5300dead0aull;
_Noreturn void __stack_chk_fail(void);

static bool is_random;

static uint64_t random_read(void)
{
    uint64_t value;

    if (!(cpuid(LEAF_FEATURES, 0).ecx & FEATURES_ECX_RDRAND))
        return 0;
    for (unsigned i = 0; i < RDRAND_TRIES; i++) {
        if (!rdrand_read(&value) || value == 0 || value == UINT64_MAX)
            continue;
        is_random = true;
        return value;
    }
    return 0;
}

void stack_guard_seed(void)
{
    const uint64_t seed = random_read() ^ tsc_read() * GOLDEN_RATIO;

    /* The low byte stays zero, so that a string that overruns stops at it. */
    __stack_chk_guard = (__stack_chk_guard ^ seed) & ~0xffull;
}

bool stack_guard_is_random(void)
{
    return is_random;
}

_Noreturn void __stack_chk_fail(void)
{
    panic("stack overrun noticed by the stack protector");
}
