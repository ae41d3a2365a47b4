/* SPDX-License-Identifier: MIT */
/*
 * dev/console.h — where the log is seen.
 *
 * console= words choose; without one for a serial port, every port that proves to exist is used,
 * because the serial line is the primary log and a person at the bench may have the cable in any of
 * them.
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
 * Makes the VGA text screen a log sink where the loader left one and the command line does not
 * leave it out.
 */
void console_screen_init(const struct cmdline *cmdline, const struct boot_framebuffer *framebuffer);

/* Waits, bounded, until everything said is on the line. */
void console_drain(void);
