/* SPDX-License-Identifier: MIT */
/*
 * dev/screen.h — the one screen of the machine, as a terminal (lib/terminal.h): VGA text or a
 * framebuffer, whichever the loader left.
 *
 * What is written changes the terminal at once. The glass follows when little changed, when
 * SCREEN_REDRAW_NS have passed since it was last drawn, and at screen_flush(), so that a burst of
 * lines costs few drawings. Everything may be called without a screen and does nothing then.
 *
 * An interrupt handler may write while a write is under way: its text comes in between. Interrupts
 * are off only for a few characters at a time, never while drawing.
 */
#pragma once

#include "fmt/multiboot2.h"

#include <stdbool.h>
#include <stddef.h>

#define SCREEN_REDRAW_NS 20000000ull

/* Takes over and clears the screen the loader describes. 0, or -E_NODEV when there is none. */
int screen_init(const struct boot_framebuffer *framebuffer);

/*
 * Reaches the screen by the map of memory now in use; before that, nothing may be written. Does nothing
 * without a screen. False when it cannot be reached any more: there is none then.
 */
bool screen_remap(void);

/* Text with ANSI sequences; LF means CR LF. Callable from a panic. Ends a look at older lines. */
void screen_write(const char *text, size_t size);

/*
 * Everything written is on the glass afterwards. Costs next to nothing when it already is. Also
 * what makes blinking characters blink, so it wants to be called while idle. Called in the middle
 * of a drawing, as by a panic, it draws all the same.
 */
void screen_flush(void);

/*
 * A log sink (lib/log.h). Begins on a line of its own, and colours the time stamp and the results
 * of a document. The colours and half-sent sequences of others are as before afterwards.
 */
void screen_log_sink(void *context, const char *line, size_t size);

/* How many characters fit; false without a screen. */
bool screen_size(unsigned *rows, unsigned *columns);

/* Shows lines that have left the screen: positive is towards older ones. Drawn at once. */
void screen_scroll_back(int rows);
