/* SPDX-License-Identifier: MIT */
/*
 * dev/uart.h — 16550 serial ports: the PC's four standard places, and whatever else is found.
 *
 * A port is used only after it has proved that it exists; nothing here waits for hardware without a
 * bound, so a machine without serial ports, or with a dead one, boots all the same.
 */
#pragma once

#include "lib/types.h"

#define UART_COM_PORTS 4  /* COM1 to COM4, whether they are there or not */
#define UART_PORTS_MAX 16 /* with those found elsewhere */
#define UART_REGISTERS 8

/* Where a port's registers are. */
struct uart_place {
    char name[24];            /* "COM1", "PCI 00:16.3" */
    uint64_t address;         /* of the first: an I/O port, or a physical address */
    volatile void *registers; /* where that is mapped; NULL: they are I/O ports */
    uint8_t spacing;          /* bytes from one register to the next */
    bool is_wide;             /* they are reached 32 bits at a time */
    bool is_clock_known;      /* 1.8432 MHz: 115200 baud is divisor 1 */
    uint32_t baud_told;       /* the speed that firmware says it has set; 0: it does not */
};

struct uart {
    struct uart_place place;
    bool is_present;
    bool has_fifo;
    bool is_receiving; /* uart_receive_enable() was called */
    bool is_in_test;   /* bytes that come are the test's */
    bool is_dead;      /* did not take bytes in time and is left alone since */
    unsigned timeouts;
    uint64_t overruns; /* bytes the chip says it lost */
    uint32_t baud;     /* 0: as firmware left it, and nobody knows */
};

/* How many places there are to look at. */
unsigned uart_count(void);

/* The port of index 0..uart_count()-1, ttyS0 first, present or not; NULL outside. */
struct uart *uart_port(unsigned index);

/*
 * Adds a place, not yet probed; one whose registers are known already is not added again. Its index, or
 * -E_NOSPACE.
 */
int uart_add(const struct uart_place *place);

/*
 * Tests whether a UART answers at the port's address: interrupt-enable and scratch registers hold
 * what is written, and loopback carries modem lines round. Changes no speed. Returns 0 or -E_NODEV.
 */
int uart_probe(struct uart *uart);

/*
 * Sets speed, 8 or 7 data bits and parity ('n', 'o', 'e'), FIFO on, no interrupts, DTR and RTS
 * raised, no flow control. baud must divide 115200, else -E_RANGE; 0 leaves speed and format as
 * firmware has set them, which is right where the clock is not known. -E_NODEV when uart_probe has
 * not found it.
 */
int uart_setup(struct uart *uart, uint32_t baud, char parity, unsigned bits);

/*
 * Writes bytes; LF goes out as CR LF. After UART_TIMEOUTS_MAX waits in vain the port is marked dead
 * and the rest is dropped; each later text tries the port once, without waiting.
 */
void uart_write(struct uart *uart, const char *text, size_t size);

/*
 * The same, but on a port with a queue the bytes may go out later, by interrupts; uart_write() sends
 * them before anything else.
 */
void uart_write_later(struct uart *uart, const char *text, size_t size);

/* Waits, bounded, until the queue is empty. */
void uart_flush(struct uart *uart);

/* Gives a port a queue: one whose interrupts are known to come. Others go on without. */
void uart_output_queue(struct uart *uart);

/* Sends what has waited and fits. For an interrupt handler. */
void uart_output_serve(struct uart *uart);

/* Whether the port still pulls its line. A port that is not there does not. */
bool uart_has_interrupt(const struct uart *uart);

/*
 * Sends bytes round inside the chip and compares. The line hears nothing. Returns 0, -E_TIMEOUT
 * when bytes do not arrive, -E_IO when they are wrong, -E_NODEV.
 */
int uart_loopback_test(struct uart *uart);

/* Waits, bounded, until the last bit is on the line: before power goes. */
void uart_drain(struct uart *uart);

/* "0x3f8", or "memory at 0xfe034000", or what else says where it is. */
#define UART_WHERE_TEXT 32
void uart_where(const struct uart *uart, char to[UART_WHERE_TEXT]);

/*
 * Has the port raise its interrupt line (IRQ 4 for COM1 and COM3, IRQ 3 for the others) for bytes
 * that come.
 */
void uart_receive_enable(struct uart *uart);

/* The next byte that has come, or -1. Callable from an interrupt handler. */
int uart_receive(struct uart *uart);
