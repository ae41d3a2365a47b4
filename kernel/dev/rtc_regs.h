/* SPDX-License-Identifier: MIT */
/*
 * dev/rtc_regs.h — Motorola MC146818A real-time clock and its ports in the PC/AT. Numbers are
 * indexes unless said otherwise.
 */
#pragma once

#define CMOS_INDEX              0x70    /* [ W] port; bit 7 keeps non-maskable interrupts away */
#define CMOS_DATA               0x71    /* [RW] port */

#define RTC_SECOND              0x00    /* [RW] */
#define RTC_MINUTE              0x02    /* [RW] */
#define RTC_HOUR                0x04    /* [RW] */
#define RTC_DAY                 0x07    /* [RW] of the month */
#define RTC_MONTH               0x08    /* [RW] */
#define RTC_YEAR                0x09    /* [RW] of the century */
#define RTC_A                   0x0a    /* [RW] */
#define   RTC_A_UPDATING        (1u << 7) /* [R ] the registers change within 244 us */
#define   RTC_A_ABSENT          0xffu
#define RTC_B                   0x0b    /* [RW] */
#define RTC_CENTURY             0x32    /* [RW] by custom; ACPI's FADT may name another */
