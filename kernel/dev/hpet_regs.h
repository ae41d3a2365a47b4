/* SPDX-License-Identifier: MIT */
/* dev/hpet_regs.h — IA-PC HPET Specification 1.0a, 2.3. Offsets in bytes. */
#pragma once

#define HPET_BYTES              0x400
#define HPET_CAPABILITIES       0x000   /* [R ] low half */
#define   HPET_COUNTS_64        (1u << 13)
#define HPET_PERIOD             0x004   /* [R ] of one count, in femtoseconds */
#define   HPET_PERIOD_FS_MAX    100000000u /* slower is not an HPET */
#define   HPET_PERIOD_FS_MIN    1000u   /* a terahertz */
#define HPET_CONFIGURATION      0x010   /* [RW] */
#define   HPET_ENABLE           (1u << 0)
#define HPET_COUNTER            0x0f0   /* [RW] low half */
