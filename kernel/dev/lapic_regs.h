/* SPDX-License-Identifier: MIT */
/*
 * dev/lapic_regs.h — local APIC: Intel SDM 3A (325384-078US) 11.4 to 11.12. Offsets in bytes; in x2APIC
 * mode a register is the MSR of offset / 16 above LAPIC_X2_BASE.
 */
#pragma once

#define MSR_APIC_BASE           0x1b    /* [RW] */
#define   APIC_BASE_EXTD        (1ull << 10) /* x2APIC mode */
#define   APIC_BASE_EN          (1ull << 11)
#define   APIC_BASE_ADDRESS     0x000ffffffffff000ull
#define MSR_TSC_DEADLINE        0x6e0   /* [RW] the timer fires when the counter gets there; 0 stops it */

#define LAPIC_BYTES             0x1000
#define LAPIC_X2_BASE           0x800

#define LAPIC_ID                0x020   /* [R ] */
#define   LAPIC_ID_SHORT        0xff000000u /* not in x2APIC mode */
#define LAPIC_VERSION           0x030   /* [R ] */
#define   LAPIC_VERSION_LVT_MAX 0x00ff0000u
#define LAPIC_TPR               0x080   /* [RW] vectors of this priority and less wait */
#define LAPIC_EOI               0x0b0   /* [ W] 0 */
#define LAPIC_SPURIOUS          0x0f0   /* [RW] */
#define   LAPIC_SPURIOUS_VECTOR 0x000000ffu
#define   LAPIC_SPURIOUS_ENABLE (1u << 8)
#define LAPIC_IN_SERVICE        0x100   /* [R ] eight registers of 32 vectors, 16 bytes apart */
#define LAPIC_ERROR             0x280   /* [RW] written before it is read */
#define LAPIC_COMMAND           0x300   /* [RW] low half; writing it sends; 64 bits in x2APIC mode */
#define   LAPIC_COMMAND_NMI     (4u << 8)
#define   LAPIC_COMMAND_INIT    (5u << 8)
#define   LAPIC_COMMAND_START   (6u << 8)
#define   LAPIC_COMMAND_PENDING (1u << 12) /* [R ] not in x2APIC mode */
#define   LAPIC_COMMAND_ASSERT  (1u << 14)
#define   LAPIC_COMMAND_LEVEL   (1u << 15)
#define LAPIC_COMMAND_HIGH      0x310   /* [RW] not in x2APIC mode */
#define   LAPIC_COMMAND_TARGET  0xff000000u
#define LAPIC_LVT_CMCI          0x2f0   /* [RW] only where LVT_MAX is 6 or more */
#define LAPIC_LVT_TIMER         0x320   /* [RW] */
#define   LAPIC_TIMER_DEADLINE  (2u << 17)
#define LAPIC_LVT_THERMAL       0x330   /* [RW] 5 or more */
#define LAPIC_LVT_COUNTERS      0x340   /* [RW] 4 or more */
#define LAPIC_LVT_INPUT0        0x350   /* [RW] */
#define LAPIC_LVT_INPUT1        0x360   /* [RW] */
#define LAPIC_LVT_ERROR         0x370   /* [RW] */
#define   LAPIC_LVT_MODE        0x00000700u
#define   LAPIC_LVT_MODE_SMI    2u
#define   LAPIC_LVT_MODE_NMI    4u
#define   LAPIC_LVT_MODE_EXTERN 7u      /* the 8259 gives the vector */
#define   LAPIC_LVT_MASKED      (1u << 16)
#define LAPIC_TIMER_START       0x380   /* [RW] counts down from here; 0 stops */
#define LAPIC_TIMER_NOW         0x390   /* [R ] */
#define LAPIC_TIMER_DIVIDE      0x3e0   /* [RW] */
#define   LAPIC_TIMER_BY_16     0x3u
