/* SPDX-License-Identifier: MIT */
/* dev/serial_input.c — port interrupts and ticks fill one queue; the shell empties it. */
#include "dev/serial_input.h"

#include "cpu/registers.h"
#include "dev/irq.h"
#include "dev/tick.h"
#include "lib/byte_queue.h"

#define BYTES_PER_CALL 64 /* more than a FIFO holds: a port that says "data" for ever ends here */

static struct uart *listened[UART_PORTS_MAX];
static unsigned listened_count;
static struct byte_queue queue;

/* Empties every port: two of them share each line. Interrupts are off. */
static void ports_empty(void)
{
    for (unsigned i = 0; i < listened_count; i++)
        for (unsigned n = 0; n < BYTES_PER_CALL; n++) {
            const int byte = uart_receive(listened[i]);

            if (byte < 0)
                break;
            byte_queue_put(&queue, (uint8_t)byte);
        }
}

static void line_fired(void *context)
{
    (void)context;
    ports_empty();
}

/* Whose lines no table tells are looked at with each tick only. */
static void line_connect(const struct uart *uart)
{
    if (uart == uart_port(0) || uart == uart_port(2))
        irq_connect(IRQ_COM1, line_fired, NULL, "COM1, COM3");
    else if (uart == uart_port(1) || uart == uart_port(3))
        irq_connect(IRQ_COM2, line_fired, NULL, "COM2, COM4");
}

void serial_input_add(struct uart *uart)
{
    const uint64_t flags = interrupts_save();
    unsigned at = 0;

    while (at < listened_count && listened[at] != uart)
        at++;
    if (listened_count == 0)
        tick_add_chore(ports_empty);
    if (at == listened_count && listened_count < UART_PORTS_MAX)
        listened[listened_count++] = uart;
    uart_receive_enable(uart);
    line_connect(uart);
    interrupts_restore(flags);
}

int serial_input_read(void)
{
    return byte_queue_get(&queue);
}

uint64_t serial_input_lost(void)
{
    uint64_t lost = byte_queue_dropped(&queue);

    for (unsigned i = 0; i < listened_count; i++)
        lost += listened[i]->overruns;
    return lost;
}
