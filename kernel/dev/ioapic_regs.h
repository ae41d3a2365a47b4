/* SPDX-License-Identifier: MIT */
/* dev/ioapic_regs.h — I/O APIC: Intel 82093AA datasheet (290566-001), 3.1 and 3.2. Offsets in bytes. */
#pragma once

#define IOAPIC_BYTES            0x20
#define IOAPIC_SELECT           0x00    /* [RW] which register the window shows */
#define IOAPIC_WINDOW           0x10    /* [RW] 32 bits */

#define IOAPIC_VERSION          0x01    /* [R ] of those that are selected */
#define   IOAPIC_VERSION_LAST   0x00ff0000u /* the last input's number */
#define IOAPIC_INPUT            0x10    /* [RW] low half of input 0; two registers for each */
#define   IOAPIC_INPUT_VECTOR   0x000000ffu
#define   IOAPIC_INPUT_LOW      (1u << 13)
#define   IOAPIC_INPUT_LEVEL    (1u << 15)
#define   IOAPIC_INPUT_MASKED   (1u << 16)
#define IOAPIC_INPUT_HIGH       0x11    /* [RW] high half of input 0 */
#define   IOAPIC_INPUT_TARGET   0xff000000u /* id of the core it goes to */
