/* SPDX-License-Identifier: MIT */
/*
 * lib/terminal_cursor.h — where a terminal's cursor goes, and how the screen scrolls under it. For
 * the files of lib/terminal.h only.
 */
#pragma once

#include "lib/terminal.h"

/* To a place; one outside is moved to the nearest inside. */
void terminal_cursor_go(struct terminal *terminal, unsigned row, unsigned column);

/* Home, with plain colours, visible, and saved as such. */
void terminal_cursor_reset(struct terminal *terminal);

/* One line down in the same column; at the bottom everything moves up into the scroll-back. */
void terminal_line_index(struct terminal *terminal);

/* One line up in the same column; at the top everything moves down. */
void terminal_line_reverse_index(struct terminal *terminal);

/* To the start of the next line. */
void terminal_line_next(struct terminal *terminal);
