/* SPDX-License-Identifier: MIT */
/*
 * dev/keyboard_regs.h — what a PS/2 keyboard is told and answers: IBM Personal System/2 Hardware
 * Interface Technical Reference, "Keyboards (101- and 102-key)".
 */
#pragma once

/* Commands; each byte, also one that follows a command, is acknowledged. */
#define KEYBOARD_LEDS_SET       0xedu   /* one byte follows: the lamps */
#define KEYBOARD_SET_CHOOSE     0xf0u   /* one byte follows: the scancode set, 0 to be told it */
#define KEYBOARD_REPEAT_SET     0xf3u   /* one byte follows */
#define   KEYBOARD_REPEAT_500_MS_30_HZ 0x20u /* delay, then rate */
#define KEYBOARD_SCAN           0xf4u   /* send what is pressed */

#define KEYBOARD_ACK            0xfau
#define KEYBOARD_RESEND         0xfeu   /* also from a controller that finds no keyboard */

/* The set asked for: the number of the set, or what a translating controller makes of it. */
#define KEYBOARD_SET_1          0x01u
#define KEYBOARD_SET_2          0x02u
#define KEYBOARD_SET_3          0x03u
#define KEYBOARD_SET_1_TRANSLATED 0x43u
#define KEYBOARD_SET_2_TRANSLATED 0x41u
#define KEYBOARD_SET_3_TRANSLATED 0x3fu
