/* SPDX-License-Identifier: MIT */
/* dev/uart_regs.h — National Semiconductor PC16550D, June 1995. Offsets from the port base. */
#pragma once

#define UART_RBR               0 /* [R ] receive buffer, while LCR_DLAB is clear */
#define UART_THR               0 /* [ W] transmit holding, while LCR_DLAB is clear */
#define UART_DLL               0 /* [RW] divisor, low byte, while LCR_DLAB is set */
#define UART_IER               1 /* [RW] interrupt enable, while LCR_DLAB is clear */
#define UART_IER_RECEIVED      (1u << 0)
#define UART_IER_SENT          (1u << 1) /* THRE */
#define UART_IER_ALL           0x0fu
#define UART_DLM               1         /* [RW] divisor, high byte, while LCR_DLAB is set */
#define UART_IIR               2         /* [R ] interrupt identification */
#define UART_IIR_NONE          (1u << 0) /* no interrupt is waiting */
#define UART_IIR_FIFO          0xc0u     /* both set: the FIFOs work (16550A) */
#define UART_FCR               2         /* [ W] FIFO control */
#define UART_FCR_ENABLE        (1u << 0)
#define UART_FCR_CLEAR_RX      (1u << 1)
#define UART_FCR_CLEAR_TX      (1u << 2)
#define UART_FCR_TRIGGER_8     (2u << 6) /* interrupt at 8 bytes, or after a pause */
#define UART_LCR               3         /* [RW] line control */
#define UART_LCR_WORD_7        0x02u
#define UART_LCR_WORD_8        0x03u
#define UART_LCR_PARITY        (1u << 3)
#define UART_LCR_EVEN          (1u << 4)
#define UART_LCR_DLAB          (1u << 7)
#define UART_MCR               4 /* [RW] modem control */
#define UART_MCR_DTR           (1u << 0)
#define UART_MCR_RTS           (1u << 1)
#define UART_MCR_OUT2          (1u << 3)
#define UART_MCR_LOOP          (1u << 4)
#define UART_LSR               5         /* [R ] line status */
#define UART_LSR_DATA          (1u << 0) /* a byte has come */
#define UART_LSR_OVERRUN       (1u << 1) /* bytes were lost; reading clears it */
#define UART_LSR_THRE          (1u << 5) /* room for a byte, or for a whole FIFO */
#define UART_LSR_EMPTY         (1u << 6) /* the last bit is on the line */
#define UART_LSR_ABSENT        0xffu     /* what a port nobody decodes reads as */
#define UART_MSR               6         /* [R ] modem status */
#define UART_MSR_LINES         0xf0u     /* DCD RI DSR CTS; in loopback OUT2 OUT1 DTR RTS */
#define UART_MSR_LOOP_OUT2_RTS 0x90u
#define UART_SCR               7 /* [RW] scratch */

#define UART_CLOCK_BAUD 115200u /* divisor 1 of the PC's 1.8432 MHz clock */
#define UART_FIFO_BYTES 16
