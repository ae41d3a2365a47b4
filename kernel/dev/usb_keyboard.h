/* SPDX-License-Identifier: MIT */
/*
 * dev/usb_keyboard.h — USB keyboards as a stream of the bytes an xterm would send: the same as
 * dev/keyboard.h makes of a PS/2 keyboard, with the same layouts, by the same decoder.
 *
 * Each keyboard has modifiers, locks and lamps of its own. Its place is kept when it is unplugged, so that
 * one plugged in instead begins with the locks it left.
 */
#pragma once

#include "dev/usb.h"

/*
 * The next byte of what was typed on any of them, -1 when there is none. One reader, outside of
 * interrupt handlers; never waits.
 */
int usb_keyboard_read(void);

/* Called on every beat: repeats the keys that are held. */
void usb_keyboard_beat(void);

/* How many are plugged in. */
unsigned usb_keyboard_count(void);

/* Reports that came from all of them, and scancodes lost because nobody read. */
uint64_t usb_keyboard_reports(void);
uint64_t usb_keyboard_dropped(void);

/* ---- by the thread of dev/usb.h ---- */

/* Makes a keyboard of a device by one of its interfaces. 0, or what went wrong. */
int usb_keyboard_begin(struct usb_device *device, const struct usb_function *function);

/* Mends what failed, and lights the lamps. */
void usb_keyboard_look(struct usb_device *device);

/* It is gone: lets go of its keys. */
void usb_keyboard_end(struct usb_device *device);
