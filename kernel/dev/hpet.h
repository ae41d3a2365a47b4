/* SPDX-License-Identifier: MIT */
/*
 * dev/hpet.h — the high precision event timer, only as a stop-watch: some stop while the machine idles
 * deeply, many have 32 bits, and nothing here needs its interrupts.
 */
#pragma once

#include <stdint.h>

/*
 * Runs it for at least that long and stores how long it was by it, and how many TSC cycles passed.
 * -E_NODEV when there is none, -E_TIMEOUT when it does not count, -E_IO when it counts backwards.
 */
int hpet_measure(uint64_t ns, uint64_t *passed_ns, uint64_t *cycles);
