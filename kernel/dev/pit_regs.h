/* SPDX-License-Identifier: MIT */
/*
 * dev/pit_regs.h — Intel 8254 Programmable Interval Timer, datasheet 231164; system port B of the
 * PC/AT.
 */
#pragma once

#define PIT_CHANNEL0            0x40    /* [RW] counter 0, low byte then high byte; its output is IRQ 0 */
#define PIT_CHANNEL2            0x42    /* [RW] counter 2, low byte then high byte */
#define PIT_CONTROL             0x43    /* [ W] mode word */
#define   PIT_SELECT_0          (0u << 6)
#define   PIT_SELECT_2          (2u << 6)
#define   PIT_LOW_HIGH          (3u << 4)
#define   PIT_MODE_0            (0u << 1) /* output rises at the end of the count */
#define   PIT_MODE_2            (2u << 1) /* one pulse at the end of each count, for ever */
#define PIT_PORT_B              0x61    /* [RW] */
#define   PIT_PORT_B_GATE2      (1u << 0)
#define   PIT_PORT_B_SPEAKER    (1u << 1)
#define   PIT_PORT_B_OUT2       (1u << 5) /* [R ] */
#define   PIT_PORT_B_STATUS     0xf0u   /* [R ] bits that must be written as zero */
#define   PIT_PORT_B_ABSENT     0xffu

#define PIT_HZ                  1193182u
