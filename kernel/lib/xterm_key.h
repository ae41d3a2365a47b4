/* SPDX-License-Identifier: MIT */
/*
 * lib/xterm_key.h — the bytes an xterm sends for a key: UTF-8, control codes, ESC sequences.
 *
 * As in "XTerm Control Sequences", section "PC-Style Function Keys", with Alt sending ESC before
 * a character. Each function writes at most XTERM_KEY_BYTES_MAX bytes, no NUL behind them, and
 * returns how many.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define XTERM_KEY_BYTES_MAX 8

/* Modifiers, any of them together; one more than the sum is the parameter xterm sends. */
#define XTERM_KEY_SHIFT 1u
#define XTERM_KEY_ALT   2u
#define XTERM_KEY_CTRL  4u

/*
 * A character below U+10000. With Ctrl, whatever lies from @ to ~ in ASCII becomes a control code,
 * and so do the digits 2 to 8, / and the space; other characters stay. Shift has already chosen the
 * character and is not looked at.
 */
size_t xterm_key_character(char *to, uint32_t code_point, unsigned modifiers);

/* Cursor keys and the like: ESC [ final, or ESC [ 1 ; modifiers final. */
size_t xterm_key_cursor(char *to, char final, unsigned modifiers);

/* F1 to F4: ESC O final, or ESC [ 1 ; modifiers final. */
size_t xterm_key_pf(char *to, char final, unsigned modifiers);

/*
 * Editing keys and F5 upwards: ESC [ number ~, or ESC [ number ; modifiers ~. number is below 100.
 */
size_t xterm_key_tilde(char *to, unsigned number, unsigned modifiers);
