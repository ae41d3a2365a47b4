/* SPDX-License-Identifier: MIT */
/*
 * cpu/tlb.h — making every core forget how a stretch of addresses was translated.
 *
 * A core keeps translations it has used, and changing a table in memory does not take them away (SDM 3A
 * 4.10). Whoever takes a mapping away must not give its memory to anybody else until all cores have
 * forgotten. They are asked by a flag and an interrupt; a core that spins with interrupts off looks at
 * the flag as well, so that two cores never wait for each other.
 */
#pragma once

#include "lib/types.h"

/*
 * Forgets size bytes at virtual here and everywhere; returns when all have. Not from an interrupt
 * handler, and not with a lock held that a handler takes. Panics when a core does not answer.
 */
void tlb_flush_everywhere(uint64_t virtual, uint64_t size);

/* Does what another core asked of this one, if any did. */
void tlb_serve(void);

/* How often tlb_flush_everywhere() asked others. */
uint64_t tlb_flush_count(void);
