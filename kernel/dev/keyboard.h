/* SPDX-License-Identifier: MIT */
/*
 * dev/keyboard.h — the PS/2 keyboard as a stream of the bytes an xterm would send.
 *
 * Read by one reader, outside of interrupt handlers. A keyboard plugged in later works too.
 */
#pragma once

#include "lib/keymap.h"

/*
 * Brings up controller and keyboard and connects IRQ 1; clock and interrupt lines must be there.
 * keymap NULL, or one that does not exist, means "us". Returns 0, or -E_NODEV when there is no
 * controller, or no keyboard answers; in the latter case keyboard_read() may be used all the same
 * and gives what is typed should one be there after all.
 */
int keyboard_init(const char *keymap);

/*
 * The next byte of what was typed, -1 when there is none. Looks at the controller itself when no
 * interrupt brought anything, so that a keyboard works where interrupts do not. Bounded also when a
 * keyboard chatters without end.
 */
int keyboard_read(void);

/*
 * Has the controller play one scancode (set 1) back as if a key had sent it, for measurements.
 * Returns 0, -E_NODEV without a controller, -E_TIMEOUT when it takes no bytes.
 */
int keyboard_inject(uint8_t scancode);

/* Changes the layout. Returns 0, or -E_NOENT for one that does not exist. */
int keyboard_set_keymap(const char *name);

/* The layout used now, which other keyboards use too, and its name. */
const struct keymap *keyboard_layout(void);
const char *keyboard_keymap(void);

/* The names of all layouts; NULL behind the last. */
const char *keyboard_keymap_name(unsigned index);

/* Scancodes lost because nobody read. */
uint64_t keyboard_dropped(void);
