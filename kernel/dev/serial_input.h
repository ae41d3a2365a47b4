/* SPDX-License-Identifier: MIT */
/*
 * dev/serial_input.h — what is typed on the serial lines, all of them as one stream.
 *
 * Bytes are moved by the ports' interrupts, and on each tick as well: on some machines the line of
 * a port leads nowhere.
 */
#pragma once

#include "dev/uart.h"

/* Begins to listen at a port that is a console. Interrupts and ticks may or may not be running. */
void serial_input_add(struct uart *uart);

/* The next byte, or -1. */
int serial_input_read(void);

/* Bytes lost because nobody read them in time, in the chips and here. */
uint64_t serial_input_lost(void);
