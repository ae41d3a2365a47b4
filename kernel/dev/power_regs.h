/* SPDX-License-Identifier: MIT */
/*
 * dev/power_regs.h — ACPI 6.5 section 4.8.3 (PM1 control, sleep control); Intel ICH9 datasheet 13.7
 * (0xCF9); 8042.
 */
#pragma once

#define PM1_SCI_EN              (1u << 0)  /* [R ] the machine is in ACPI mode */
#define PM1_SLP_TYP             (7u << 10) /* [RW] */
#define PM1_SLP_EN              (1u << 13) /* [ W] go */
#define SLEEP_CONTROL_SLP_TYP   (7u << 2)  /* [RW] hardware-reduced machines, 8 bits wide */
#define SLEEP_CONTROL_SLP_EN    (1u << 5)  /* [ W] */

#define RESET_CONTROL           0xcf9      /* [RW] */
#define   RESET_CONTROL_SYSTEM  (1u << 1)  /* hard reset rather than INIT */
#define   RESET_CONTROL_CPU     (1u << 2)  /* a rising edge resets */
#define   RESET_CONTROL_FULL    (1u << 3)  /* power-cycle */
#define   RESET_CONTROL_ABSENT  0xffu

#define I8042_STATUS            0x64       /* [R ] */
#define   I8042_STATUS_INPUT_FULL (1u << 1)
#define   I8042_STATUS_ABSENT   0xffu
#define I8042_COMMAND           0x64       /* [ W] */
#define   I8042_PULSE_RESET     0xfeu
