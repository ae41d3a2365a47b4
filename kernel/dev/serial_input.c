/* SPDX-License-Identifier: MIT */
/*
 * dev/serial_input.c — port interrupts and ticks fill one queue, which the shell empties; they also send
 * what waits to go out.
 */
#include "dev/serial_input.h"

#include "cpu/registers.h"
#include "dev/irq.h"
#include "dev/tick.h"
#include "lib/byte_queue.h"
#include "lib/error.h"

#define LOOKS_MOST     4
#define BYTES_PER_CALL 64 /* more than a FIFO holds: a port that says "data" for ever ends here */

static struct uart *listened[UART_PORTS_MAX];
static unsigned listened_count;
static struct byte_queue queue;

/* Takes what has come at every port, and sends what waits: two of them share each line. */
static void ports_look(void)
{
    for (unsigned i = 0; i < listened_count; i++) {
        for (unsigned n = 0; n < BYTES_PER_CALL; n++) {
            const int byte = uart_receive(listened[i]);

            if (byte < 0)
                break;
            byte_queue_put(&queue, (uint8_t)byte);
        }
        uart_output_serve(listened[i]);
    }
}

static bool some_port_calls(void)
{
    for (unsigned i = 0; i < listened_count; i++)
        if (uart_has_interrupt(listened[i]))
            return true;
    return false;
}

/* A line that stays up is told once only, by its edge; so all must be quiet. Interrupts are off. */
static void ports_serve(void)
{
    unsigned looks = 0;

    do {
        ports_look();
    } while (some_port_calls() && ++looks < LOOKS_MOST);
}

static void line_fired(void *context)
{
    (void)context;
    ports_serve();
}

/* Whose lines no table tells are looked at with each tick only. */
static void line_connect(struct uart *uart)
{
    int result = -E_NODEV;

    if (uart == uart_port(0) || uart == uart_port(2))
        result = irq_connect(IRQ_COM1, line_fired, NULL, "COM1, COM3");
    else if (uart == uart_port(1) || uart == uart_port(3))
        result = irq_connect(IRQ_COM2, line_fired, NULL, "COM2, COM4");
    if (result == 0 && tick_is_running()) /* which makes up for an interrupt that was lost */
        uart_output_queue(uart);
}

void serial_input_add(struct uart *uart)
{
    const uint64_t flags = interrupts_save();
    unsigned at = 0;

    while (at < listened_count && listened[at] != uart)
        at++;
    if (listened_count == 0)
        tick_add_chore(ports_serve);
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
