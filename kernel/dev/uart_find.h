/* SPDX-License-Identifier: MIT */
/*
 * dev/uart_find.h — serial ports that are not COM1 to COM4: named by a person, by firmware's tables,
 * or found on a PCI bus.
 */
#pragma once

#include "dev/uart.h"
#include "lib/cmdline.h"

/*
 * The port at the place that a CONSOLE_UART word names, added and probed. Its index; -E_NODEV when
 * nothing answers there as a 16550, -E_RANGE when no map leads there, -E_NOSPACE. Memory and PCI can
 * be reached only once memory is managed and the buses were read.
 */
int uart_find_word(const struct console_word *word);

/*
 * Looks where SPCR and DBG2 point (Microsoft) and at every PCI function of class 07/00, and adds and
 * probes what is there; logs each. Later calls find what has come since.
 */
void uart_find_all(void);
