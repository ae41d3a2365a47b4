/* SPDX-License-Identifier: MIT */
/* dev/uart_access.h — a register of a serial port, wherever it is: for dev/uart*.c alone. */
#pragma once

#include "cpu/io.h"
#include "dev/uart.h"

static inline uint32_t uart_wide_read(const volatile void *at)
{
    return *(const volatile uint32_t *)at;
}

static inline uint8_t uart_reg_read(const struct uart *uart, unsigned reg)
{
    const size_t offset = reg * uart->place.spacing;
    const volatile uint8_t *at = uart->place.registers;

    if (at == NULL)
        return io_read8((uint16_t)(uart->place.address + offset));
    if (uart->place.is_wide)
        return (uint8_t)uart_wide_read(at + offset);
    return at[offset];
}

static inline void uart_reg_write(const struct uart *uart, unsigned reg, unsigned value)
{
    const size_t offset = reg * uart->place.spacing;
    volatile uint8_t *at = uart->place.registers;

    if (at == NULL)
        io_write8((uint16_t)(uart->place.address + offset), (uint8_t)value);
    else if (uart->place.is_wide)
        *(volatile uint32_t *)(at + offset) = value;
    else
        at[offset] = (uint8_t)value;
}

/* Waits, counted in reads, until a bit of the line status is set. */
bool uart_status_wait(const struct uart *uart, unsigned bit);
