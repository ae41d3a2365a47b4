/* SPDX-License-Identifier: MIT */
/* tests/unit/test_uart_output.c — what waits in a port's queue: in order, whole, and never for ever. */
#include "uart_fixture.h"

#define LIMIT 1152 /* a tenth of a second at 115200 baud */

/* A port that takes a FIFO's fill and then no more until it is emptied. */
static struct uart *slow(void)
{
    struct uart *uart = found();

    uart->has_fifo = true;
    uart_output_queue(uart);
    uart_receive_enable(uart);
    port.is_slow = true;
    return uart;
}

static void sent_is(const char *text)
{
    assert_int_equal(port.sent_size, strlen(text));
    assert_memory_equal(port.sent, text, port.sent_size);
    assert_int_equal(fake_console_locks, 0);
}

/* The first fill goes at once; the port is asked to call, and told to stop when nothing is left. */
static void goes_by_fills(void **state)
{
    struct uart *uart = slow();

    (void)state;
    uart_write_later(uart, "0123456789abcdef\nxyz", 20);
    sent_is("0123456789abcdef");
    assert_int_equal(port.regs[UART_IER], UART_IER_RECEIVED | UART_IER_SENT);
    uart_output_serve(uart); /* an interrupt for something else */
    sent_is("0123456789abcdef");
    port.held = 0;
    uart_output_serve(uart);
    sent_is("0123456789abcdef\r\nxyz");
    assert_int_equal(port.regs[UART_IER], UART_IER_RECEIVED);
    port.held = 0;
    uart_output_serve(uart);
    assert_int_equal(port.held_most, UART_FIFO_BYTES);
}

static void log_goes_behind_what_waits(void **state)
{
    struct uart *uart = slow();

    (void)state;
    port.patience = 5;
    uart_write_later(uart, "a long answer that waits", 24);
    uart_write(uart, "[1] now\n", 8);
    sent_is("a long answer that waits[1] now\r\n");
    assert_true(port.held_most <= UART_FIFO_BYTES);
}

/* More than may wait: the writer waits for the rest, and nothing is lost. */
static void full_queue_makes_its_writer_wait(void **state)
{
    char text[2 * LIMIT];
    struct uart *uart = slow();

    (void)state;
    for (unsigned i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i % 26);
    port.patience = 3;
    uart_write_later(uart, text, sizeof(text));
    assert_in_range(port.sent_size, sizeof(text) - LIMIT, sizeof(text) - 1);
    uart_flush(uart);
    assert_int_equal(port.sent_size, sizeof(text));
    assert_memory_equal(port.sent, text, sizeof(text));
}

static void slow_line_has_a_short_queue(void **state)
{
    struct uart *uart = slow();
    char text[200];

    (void)state;
    memset(text, 'x', sizeof(text));
    uart->baud = 9600;
    port.patience = 3;
    uart_write_later(uart, text, sizeof(text));
    assert_true(sizeof(text) - port.sent_size <= 96);
    uart->baud = 0; /* nobody knows */
    uart_write_later(uart, text, sizeof(text));
    assert_true(2 * sizeof(text) - port.sent_size <= 1);
}

/* The reader holds the line up for ever, or the card was pulled: what waits is given up. */
static void held_up_or_gone(void **state)
{
    struct uart *uart = slow();

    (void)state;
    uart_write_later(uart, "0123456789abcdefghij", 20);
    uart_flush(uart);
    assert_true(uart->is_dead);
    sent_is("0123456789abcdef");
    port.held = 0; /* it takes bytes again: what comes then is sent, what was given up is not */
    uart_write(uart, "k", 1);
    sent_is("0123456789abcdefk");

    fresh(state);
    uart = slow();
    uart_write_later(uart, "0123456789abcdefghij", 20);
    port.absent = true;
    uart_output_serve(uart);
    uart_flush(uart);
    assert_int_equal(queue_used(queue_of(uart)), 0);
}

/* A core that held the queue was stopped in the middle of it, by a panic that wants to speak. */
static void queue_of_a_stopped_core(void **state)
{
    struct uart *uart = slow();

    (void)state;
    port.patience = 2;
    uart_write_later(uart, "0123456789abcdefghij", 20);
    queues[0].is_taken = true;
    uart_output_serve(uart); /* leaves it alone */
    sent_is("0123456789abcdef");
    uart_write(uart, "panic", 5);
    sent_is("0123456789abcdefghijpanic");
}

static void without_a_queue_nothing_waits(void **state)
{
    struct uart *uart = found();

    (void)state;
    uart->has_fifo = true;
    port.is_slow = true;
    port.patience = 2;
    uart_write_later(uart, "more than one FIFO takes\n", 25);
    sent_is("more than one FIFO takes\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(goes_by_fills, fresh),
        cmocka_unit_test_setup(log_goes_behind_what_waits, fresh),
        cmocka_unit_test_setup(full_queue_makes_its_writer_wait, fresh),
        cmocka_unit_test_setup(slow_line_has_a_short_queue, fresh),
        cmocka_unit_test_setup(held_up_or_gone, fresh),
        cmocka_unit_test_setup(queue_of_a_stopped_core, fresh),
        cmocka_unit_test_setup(without_a_queue_nothing_waits, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
