/* SPDX-License-Identifier: MIT */
/* lib/pen.h — how the next character is written: what SGR sets (ECMA-48, section 8.3.117). */
#pragma once

#include "lib/escape.h"

#include <stdbool.h>
#include <stdint.h>

struct pen {
    uint8_t fg, bg; /* enum color */
    bool is_bold;   /* shown as a bright foreground */
    bool is_blinking;
    bool is_reversed;
};

/* Light grey on black. */
struct pen pen_plain(void);

/*
 * Follows an SGR sequence: 0 1 5 7 22 25 27, 30-37 39, 40-47 49, 90-97, 100-107, and 38;5;N 48;5;N
 * for the sixteen colours. What it does not know changes nothing.
 */
void pen_apply(struct pen *pen, const struct escape *escape);

/*
 * A character as this pen writes it. Of a space only the background counts, so that all that look
 * the same are the same.
 */
uint32_t pen_cell(const struct pen *pen, uint32_t code);

/* What erasing with this pen leaves: a space on its background. */
uint32_t pen_blank(const struct pen *pen);
