/* SPDX-License-Identifier: MIT */
/*
 * dev/i8042_regs.h — the keyboard controller at its ports: IBM Personal System/2 Hardware Interface
 * Technical Reference, "Keyboard and Auxiliary Device Controller". ACPI 6.5 5.2.9.3 for the hint.
 */
#pragma once

#define I8042_DATA              0x60    /* [RW] */
#define I8042_STATUS            0x64    /* [R ] */
#define   I8042_STATUS_OUTPUT_FULL (1u << 0) /* a byte waits to be read */
#define   I8042_STATUS_INPUT_FULL  (1u << 1) /* the last byte written is not yet taken */
#define   I8042_STATUS_SECOND      (1u << 5) /* the byte that waits is the second port's */
#define   I8042_STATUS_ABSENT      0xffu
#define I8042_COMMAND           0x64    /* [ W] */
#define   I8042_CONFIG_READ     0x20u   /* answered by the configuration */
#define   I8042_CONFIG_WRITE    0x60u   /* the next byte written as data is the configuration */
#define   I8042_SECOND_DISABLE  0xa7u
#define   I8042_SELF_TEST       0xaau
#define   I8042_FIRST_TEST      0xabu
#define   I8042_FIRST_DISABLE   0xadu
#define   I8042_FIRST_ENABLE    0xaeu
#define   I8042_FIRST_INJECT    0xd2u /* the next byte comes back as if the keyboard had sent it */

/* The configuration. */
#define I8042_CONFIG_FIRST_IRQ      (1u << 0)
#define I8042_CONFIG_SECOND_IRQ     (1u << 1)
#define I8042_CONFIG_SYSTEM         (1u << 2) /* the machine has been through its self-test */
#define I8042_CONFIG_FIRST_DISABLE  (1u << 4)
#define I8042_CONFIG_SECOND_DISABLE (1u << 5)
#define I8042_CONFIG_TRANSLATE      (1u << 6) /* set 2 from the keyboard becomes set 1 */

#define I8042_SELF_TEST_PASSED  0x55u
#define I8042_FIRST_TEST_PASSED 0x00u

#define I8042_BOOT_ARCH         (1u << 1) /* in the FADT's IA-PC boot architecture flags */
