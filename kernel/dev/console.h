/* SPDX-License-Identifier: MIT */
/*
 * dev/console.h — where the log is seen, and where somebody types.
 *
 * console= words choose; without one for a serial port, every port that proves to exist is used,
 * because the serial line is the primary log and a person at the bench may have the cable in any of
 * them. All consoles show the same and may be typed at, also at once.
 */
#pragma once

#include "fmt/multiboot2.h"
#include "lib/cmdline.h"

/*
 * Probes the serial ports and makes them log sinks as the command line says. The log so far is
 * replayed to each.
 */
void console_serial_init(const struct cmdline *cmdline);

/*
 * Looks for serial ports elsewhere (dev/uart_find.h), once memory and buses can be reached, and uses
 * them as the command line says. Where it names none, each port in use is sent a line of its own that
 * says which it is, so that whoever holds the cable learns what to write behind console=.
 */
void console_serial_find(const struct cmdline *cmdline);

/*
 * Looks again at every place, for ports that have come; says how many answer now. Those that do not any
 * more are no longer written to.
 */
unsigned console_serial_probe(void);

/*
 * Makes a port a console, or changes its speed (0: as it is); bits and parity as in uart_setup(). 0,
 * -E_NODEV, -E_RANGE, or -E_NOSPACE.
 */
int console_serial_use(unsigned index, uint32_t baud, char parity, unsigned bits);

/* The same by a word as it stands behind console=, which may name a new place. -E_INVAL for tty0. */
int console_serial_use_word(const struct console_word *word);

/* Takes a port out of the consoles. -E_NOENT when it is none, -E_INVAL when it is the only console. */
int console_serial_drop(unsigned index);

/* Begins to listen at the ports in use; those that come later are listened to at once. */
void console_serial_listen(void);

/* Whether ttyS(index) carries the console. */
bool console_serial_uses(unsigned index);

/* What has to stand behind console= to name this port and its speed; cut to size. */
void console_serial_word(unsigned index, char *to, size_t size);

/* Makes the screen the loader left a log sink, unless the command line leaves it out. */
void console_screen_init(const struct cmdline *cmdline, const struct boot_framebuffer *framebuffer);

/*
 * Reaches the screen by the map of memory now in use. Nothing may be logged between the change of the
 * map and this.
 */
void console_screen_remap(void);

/* Begins to listen: serial consoles, and the keyboard (with keymap=). */
void console_input_init(const struct cmdline *cmdline);

/*
 * Text to every console; ANSI sequences are allowed, LF means CR LF. It is
 * seen within a moment, at console_wait() at the latest.
 */
void console_write(const char *text, size_t size);
void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same to the serial consoles only. */
void console_serial_write(const char *text, size_t size);

/* The speed of the slowest serial console in bits per second; 0 when there is none. */
uint32_t console_serial_baud(void);

/*
 * The next byte that was typed anywhere, -1 when there is none. PageUp and PageDown on the keyboard
 * move the screen over older lines and are not delivered.
 */
int console_read(void);

/* Brings the screen up to date and sleeps until an interrupt: a key, a byte, a tick. */
void console_wait(void);

/* The size of the screen in characters; false when there is none. */
bool console_screen_size(unsigned *rows, unsigned *columns);

/* True when the last byte read was typed on the keyboard, so that its terminal is the screen. */
bool console_input_is_local(void);

/* Names what carries the console, e.g. "ttyS0 at 115200 baud, screen of 80 x 25"; cut to size. */
void console_describe(char *to, size_t size);

/*
 * Waits, bounded, until no port has anything queued: before something is tried after which nobody may be
 * there to send it.
 */
void console_flush(void);

/* Waits, bounded, until everything said is on the line and on the glass. */
void console_drain(void);
