/* SPDX-License-Identifier: MIT */
/*
 * lib/machine_check.h — what a machine-check bank says (SDM 3B 16.3.2 and 16.9, AMD APM 2 9.3).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MC_STATUS_VALID       (1ull << 63)
#define MC_STATUS_OVERFLOW    (1ull << 62) /* there were more than this one */
#define MC_STATUS_UNCORRECTED (1ull << 61)
#define MC_STATUS_HAS_MISC    (1ull << 59)
#define MC_STATUS_HAS_ADDRESS (1ull << 58)
#define MC_STATUS_CORRUPT     (1ull << 57) /* what the core was doing cannot go on */
#define MC_STATUS_CODE        0xffffull

/* Whether the kernel can go on after it: the hardware has corrected the error. */
bool machine_check_is_corrected(uint64_t status);

/* Which part of the machine, in words; never NULL. */
const char *machine_check_name(uint64_t status);
