/* SPDX-License-Identifier: MIT */
/* dev/vga_regs.h — IBM VGA, colour addresses: Personal System/2 Hardware Interface Technical Reference, 1992, "Video Subsystem". */
#pragma once

#define VGA_ATTRIBUTE           0x3c0   /* [ W] index and data by turns */
#define   VGA_ATTRIBUTE_SHOW    0x20u   /* with the index: the palette drives the screen */
#define VGA_ATTRIBUTE_DATA      0x3c1   /* [R ] the register of the index */
#define VGA_INPUT_STATUS        0x3da   /* [R ] reading makes the next write to 0x3c0 an index */
#define VGA_CRTC_INDEX          0x3d4   /* [ W] */
#define VGA_CRTC_DATA           0x3d5   /* [RW] */

/* Registers behind the attribute controller's index. */
#define VGA_MODE_CONTROL        0x10
#define   VGA_MODE_BLINK        (1u << 3) /* attribute bit 7 blinks; else it is a bright background */

/* Registers behind the CRT controller's index. */
#define VGA_MAXIMUM_SCAN_LINE   0x09
#define   VGA_SCAN_LINES_LESS_1 0x1fu
#define VGA_CURSOR_START        0x0a
#define   VGA_CURSOR_OFF        (1u << 5)
#define VGA_CURSOR_END          0x0b
#define VGA_START_HIGH          0x0c    /* first character shown */
#define VGA_START_LOW           0x0d
#define VGA_CURSOR_HIGH         0x0e    /* character the cursor is under */
#define VGA_CURSOR_LOW          0x0f

/* A character in text memory: code page 437 below, this above. */
#define VGA_CODE                0x00ffu
#define VGA_FOREGROUND          0x0f00u
#define VGA_BACKGROUND          0x7000u
#define VGA_BLINK               0x8000u
