/* SPDX-License-Identifier: MIT */
/*
 * dev/uart.h — 16550 serial ports at the PC's four standard places.
 *
 * A port is used only after it has proved that it exists; nothing here waits for hardware without a
 * bound, so a machine without serial ports, or with a dead one, boots all the same.
 */
#pragma once

#include "lib/types.h"

#define UART_PORTS 4

struct uart {
    const char *name; /* "COM1" */
    uint16_t base;
    bool is_present;
    bool has_fifo;
    bool is_receiving; /* uart_receive_enable() was called */
    bool is_in_test;   /* bytes that come are the test's */
    bool is_dead;      /* did not take bytes in time and is left alone since */
    unsigned timeouts;
    uint64_t overruns; /* bytes the chip says it lost */
    uint32_t baud;
};

/* The port of index 0..UART_PORTS-1 (COM1..COM4), present or not; NULL outside. */
struct uart *uart_port(unsigned index);

/*
 * Tests whether a UART answers at the port's address: interrupt-enable and scratch registers hold
 * what is written, and loopback carries modem lines round. Changes no speed. Returns 0 or -E_NODEV.
 */
int uart_probe(struct uart *uart);

/*
 * Sets speed, 8 or 7 data bits and parity ('n', 'o', 'e'), FIFO on, no interrupts, DTR and RTS
 * raised, no flow control. baud must divide 115200, else -E_RANGE. -E_NODEV when uart_probe has not
 * found it.
 */
int uart_setup(struct uart *uart, uint32_t baud, char parity, unsigned bits);

/*
 * Writes bytes; LF goes out as CR LF. After UART_TIMEOUTS_MAX waits in vain the port is marked dead
 * and the rest is dropped; each later text tries the port once, without waiting.
 */
void uart_write(struct uart *uart, const char *text, size_t size);

/*
 * Sends bytes round inside the chip and compares. The line hears nothing. Returns 0, -E_TIMEOUT
 * when bytes do not arrive, -E_IO when they are wrong, -E_NODEV.
 */
int uart_loopback_test(struct uart *uart);

/* A log sink (lib/log.h); context is the struct uart. */
void uart_log_sink(void *context, const char *line, size_t size);

/* Waits, bounded, until the last bit is on the line: before power goes. */
void uart_drain(struct uart *uart);

/*
 * Has the port raise its interrupt line (IRQ 4 for COM1 and COM3, IRQ 3 for the others) for bytes
 * that come.
 */
void uart_receive_enable(struct uart *uart);

/* The next byte that has come, or -1. Callable from an interrupt handler. */
int uart_receive(struct uart *uart);
