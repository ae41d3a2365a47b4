/* SPDX-License-Identifier: MIT */
/*
 * cpu/pat.c — one register (SDM 3A 12.12.2 and 12.12.4).
 *
 * It is written before any mapping uses entry 1, so that no page changes its caching while it is
 * cached; caches and translations are emptied all the same.
 */
#include "cpu/pat.h"

#include "cpu/registers.h"

#define LEAF_FEATURES    0x1
#define FEATURES_EDX_PAT (1u << 16)

#define MSR_PAT 0x277 /* [RW] eight entries of one byte */

/* Encodings of table 12-10; UNCACHED_MINUS gives way to the MTRRs. */
#define UNCACHED        0x00ull
#define WRITE_COMBINING ((uint64_t)PAT_WRITE_COMBINING)
#define WRITE_BACK      0x06ull
#define UNCACHED_MINUS  0x07ull

#define HALF (WRITE_BACK | WRITE_COMBINING << 8 | UNCACHED_MINUS << 16 | UNCACHED << 24)

bool pat_init(void)
{
    if (!(cpuid(LEAF_FEATURES, 0).edx & FEATURES_EDX_PAT))
        return false;
    caches_flush();
    msr_write(MSR_PAT, HALF << 32 | HALF);
    caches_flush();
    cr3_write(cr3_read());
    return true;
}

uint8_t pat_type(unsigned entry)
{
    return (uint8_t)(msr_read(MSR_PAT) >> 8 * entry);
}
