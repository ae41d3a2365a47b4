/* SPDX-License-Identifier: MIT */
/*
 * lib/keymap.h — which character each key of a keyboard layout types.
 *
 * The tables are made at build time by scripts/keymap.sh from the distribution's layouts, the same
 * that X and the Linux console use.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define KEYMAP_KEYS 0x59 /* scancodes of set 1 without a prefix, up to F12 */

enum keymap_level { KEYMAP_PLAIN, KEYMAP_SHIFT, KEYMAP_ALTGR, KEYMAP_ALTGR_SHIFT, KEYMAP_LEVELS };

/*
 * Unicode code points, 0 where a key types nothing or where what it types does not depend on the
 * layout (Enter, cursor keys, ...). Keypad digits are not in it; the keypad's separator is.
 */
struct keymap {
    const char *name; /* "us" */
    bool has_altgr;   /* the right Alt key chooses a level; else it is an Alt key */
    uint16_t symbols[KEYMAP_LEVELS][KEYMAP_KEYS];
};

extern const struct keymap keymaps[];
extern const unsigned keymap_count;

/* The layout of that name; NULL when there is none. */
const struct keymap *keymap_find(const char *name);
