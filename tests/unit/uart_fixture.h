/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/uart_fixture.h — a small model of a 16550 at COM1 whose faults are switched on one by one, and
 * the driver that it is for.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dev/uart.c"
#include "dev/uart_output.c"

uint8_t fake_read8(uint16_t address);
void fake_write8(uint16_t address, uint8_t value);

#define BASE 0x3f8

static struct {
    bool absent;         /* every read is 0xff */
    bool no_scratch;     /* SCR forgets */
    bool thre_never;     /* LSR never shows room */
    bool empty_never;    /* LSR never shows EMPTY */
    bool loses_loopback; /* bytes sent in loopback do not come back */
    bool flips_loopback; /* they come back changed */
    bool no_fifo;
    uint8_t regs[8];
    uint8_t divisor[2];
    uint8_t fcr;
    bool has_byte;
    uint8_t byte;
    bool is_slow;      /* what is written fills it until so many status reads later: */
    unsigned patience; /* 0: only when the test empties it */
    unsigned waited, held, held_most;
    char sent[4096];
    size_t sent_size;
    unsigned long reads;
} port;

uint8_t fake_read8(uint16_t address)
{
    const unsigned reg = (unsigned)(address - BASE);

    port.reads++;
    if (address < BASE || reg > 7 || port.absent)
        return 0xff;
    if (reg <= UART_DLM && port.regs[UART_LCR] & UART_LCR_DLAB)
        return port.divisor[reg];
    switch (reg) {
    case UART_RBR:
        port.has_byte = false;
        return port.byte;
    case UART_IIR:
        return port.no_fifo ? 0x01 : 0xc1;
    case UART_LSR:
        if (port.is_slow && port.held > 0 && port.patience > 0 && ++port.waited >= port.patience)
            port.held = port.waited = 0;
        return (uint8_t)((port.thre_never || port.held > 0 ? 0 : UART_LSR_THRE) |
                         (port.empty_never || port.held > 0 ? 0 : UART_LSR_EMPTY) |
                         (port.has_byte ? UART_LSR_DATA : 0));
    case UART_MSR:
        if (!(port.regs[UART_MCR] & UART_MCR_LOOP))
            return 0;
        return (uint8_t)((port.regs[UART_MCR] & UART_MCR_OUT2 ? 0x80 : 0) |
                         (port.regs[UART_MCR] & UART_MCR_RTS ? 0x10 : 0));
    case UART_SCR:
        return port.no_scratch ? 0 : port.regs[UART_SCR];
    default:
        return port.regs[reg];
    }
}

static void byte_sent(uint8_t value)
{
    if (!(port.regs[UART_MCR] & UART_MCR_LOOP)) {
        if (port.sent_size < sizeof(port.sent))
            port.sent[port.sent_size++] = (char)value;
        if (port.is_slow && ++port.held > port.held_most)
            port.held_most = port.held;
        return;
    }
    port.has_byte = !port.loses_loopback;
    port.byte = port.flips_loopback ? value ^ 0x10 : value;
}

void fake_write8(uint16_t address, uint8_t value)
{
    const unsigned reg = (unsigned)(address - BASE);
    const bool dlab = port.regs[UART_LCR] & UART_LCR_DLAB;

    if (address < BASE || reg > 7 || port.absent)
        return;
    if (dlab && reg <= UART_DLM)
        port.divisor[reg] = value;
    else if (reg == UART_THR)
        byte_sent(value);
    else if (reg == UART_FCR)
        port.fcr = value;
    else
        port.regs[reg] = value;
}

static int fresh(void **state)
{
    (void)state;
    memset(&port, 0, sizeof(port));
    memset(&ports[0].is_present, 0, sizeof(ports[0]) - offsetof(struct uart, is_present));
    port_count = UART_COM_PORTS;
    memset(queues, 0, sizeof(queues));
    return 0;
}

static struct uart *found(void)
{
    struct uart *uart = uart_port(0);

    assert_int_equal(uart_probe(uart), 0);
    assert_int_equal(uart_setup(uart, 115200, 'n', 8), 0);
    return uart;
}
