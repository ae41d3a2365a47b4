/* SPDX-License-Identifier: MIT */
/*
 * test_uart.c — the serial driver against good, missing and half-dead ports.
 *
 * What matters most is that every call returns: a wait without a bound would end in the runner's time-out.
 */
#include "uart_fixture.h"

static void good_port_is_found(void **state)
{
    (void)state;
    assert_int_equal(uart_probe(uart_port(0)), 0);
    assert_true(uart_port(0)->is_present);
}

static void probe_leaves_a_latched_divisor(void **state)
{
    (void)state;
    port.regs[UART_LCR] = UART_LCR_DLAB | UART_LCR_WORD_8;
    assert_int_equal(uart_probe(uart_port(0)), 0);
    assert_int_equal(port.divisor[0], 0);
    assert_int_equal(port.divisor[1], 0);
}

static void missing_port_is_not_found(void **state)
{
    (void)state;
    port.absent = true;
    assert_int_equal(uart_probe(uart_port(0)), -E_NODEV);
    assert_int_equal(uart_setup(uart_port(0), 9600, 'n', 8), -E_NODEV);
    uart_write(uart_port(0), "x", 1);
    uart_drain(uart_port(0));
    assert_int_equal(uart_loopback_test(uart_port(0)), -E_NODEV);
}

static void memory_without_a_uart_is_not_found(void **state)
{
    (void)state;
    port.no_scratch = true;
    assert_int_equal(uart_probe(uart_port(0)), -E_NODEV);
}

static void setup_writes_the_datasheet_values(void **state)
{
    struct uart *uart = found();

    (void)state;
    assert_int_equal(uart_setup(uart, 9600, 'e', 7), 0);
    assert_int_equal(port.divisor[0], 12);
    assert_int_equal(port.divisor[1], 0);
    assert_int_equal(port.regs[UART_LCR], 0x1a); /* 7 bits, even parity, DLAB clear */
    assert_int_equal(port.regs[UART_MCR], 0x0b); /* DTR, RTS, OUT2 */
    assert_int_equal(port.regs[UART_IER], 0);
    assert_int_equal(port.fcr, 0x07);
    assert_true(uart->has_fifo);
    assert_int_equal(uart_setup(uart, 50, 'n', 8), 0);
    assert_int_equal(port.divisor[1] << 8 | port.divisor[0], 2304);
}

static void speeds_that_do_not_divide_are_refused(void **state)
{
    struct uart *uart = found();

    (void)state;
    assert_int_equal(uart_setup(uart, 100000, 'n', 8), -E_RANGE);
    assert_int_equal(uart_setup(uart, 230400, 'n', 8), -E_RANGE);
    assert_int_equal(uart_setup(uart, 1, 'n', 8), -E_RANGE);
}

static void line_feed_becomes_cr_lf(void **state)
{
    struct uart *uart = found();

    (void)state;
    uart_write(uart, "ab\n\nc", 5);
    assert_int_equal(port.sent_size, 7);
    assert_memory_equal(port.sent, "ab\r\n\r\nc", 7);
}

static void without_fifo_every_byte_waits(void **state)
{
    struct uart *uart;

    (void)state;
    port.no_fifo = true;
    uart = found();
    assert_false(uart->has_fifo);
    port.reads = 0;
    uart_write(uart, "abcd", 4);
    assert_int_equal(port.reads, 4);
    assert_memory_equal(port.sent, "abcd", 4);
}

static void stuck_transmitter_is_given_up(void **state)
{
    struct uart *uart = found();

    (void)state;
    port.thre_never = true;
    uart_write(uart, "hello", 5);
    assert_true(uart->is_dead);
    assert_int_equal(port.sent_size, 0);
    port.reads = 0;
    uart_write(uart, "more", 4);
    assert_int_equal(port.reads, 1); /* a dead port costs one look */
    port.thre_never = false;
    uart_write(uart, "x", 1); /* and is used again when it takes bytes */
    assert_false(uart->is_dead);
    assert_int_equal(port.sent_size, 1);
}

static void transmitter_that_is_never_empty_still_writes(void **state)
{
    struct uart *uart;

    (void)state;
    port.empty_never = true;
    uart = found();
    uart_write(uart, "hello", 5);
    assert_int_equal(port.sent_size, 5);
    uart_drain(uart);
}

static void loopback_passes_and_keeps_the_line_quiet(void **state)
{
    struct uart *uart = found();

    (void)state;
    assert_int_equal(uart_loopback_test(uart), 0);
    assert_int_equal(port.sent_size, 0);
    assert_int_equal(port.regs[UART_MCR], 0x0b);
}

static void loopback_tells_lost_from_wrong(void **state)
{
    struct uart *uart = found();

    (void)state;
    port.loses_loopback = true;
    assert_int_equal(uart_loopback_test(uart), -E_TIMEOUT);
    port.loses_loopback = false;
    port.flips_loopback = true;
    assert_int_equal(uart_loopback_test(uart), -E_IO);
    assert_int_equal(port.regs[UART_MCR], 0x0b); /* the line works again either way */
}

static void there_are_four_ports(void **state)
{
    (void)state;
    assert_int_equal(uart_port(3)->place.address, 0x2e8);
    assert_null(uart_port(4));
}

/* A port in memory as one that is idle looks: it holds what is written, and its lines stand right. */
static union {
    uint8_t bytes[UART_REGISTERS * 4];
    uint32_t words[UART_REGISTERS];
} memory;

static struct uart *memory_port(uint8_t spacing, bool is_wide)
{
    struct uart_place place = { .name = "memory",
                                .address = 0xfe034000,
                                .registers = &memory,
                                .spacing = spacing,
                                .is_wide = is_wide };
    int index;

    memset(&memory, 0, sizeof(memory));
    memory.bytes[UART_LSR * spacing] = UART_LSR_THRE | UART_LSR_EMPTY;
    memory.bytes[UART_MSR * spacing] = UART_MSR_LOOP_OUT2_RTS;
    index = uart_add(&place);
    assert_int_equal(index, UART_COM_PORTS);
    return uart_port((unsigned)index);
}

static void registers_in_memory_lie_apart(void **state)
{
    (void)state;
    for (unsigned spacing = 1; spacing <= 4; spacing *= 2) {
        struct uart *uart = memory_port((uint8_t)spacing, spacing == 4);

        assert_int_equal(uart_probe(uart), 0);
        assert_int_equal(uart_setup(uart, 9600, 'n', 8), 0);
        uart_write(uart, "x", 1);
        assert_int_equal(memory.bytes[0], 'x');
        assert_int_equal(memory.bytes[UART_LCR * spacing], UART_LCR_WORD_8);
        assert_int_equal(memory.bytes[UART_MCR * spacing],
                         UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
        port_count = UART_COM_PORTS;
    }
    assert_int_equal(port.reads, 0); /* nobody asked the I/O ports */
}

static void missing_memory_is_no_port(void **state)
{
    (void)state;
    struct uart *uart = memory_port(4, true);

    memset(&memory, 0xff, sizeof(memory));
    assert_int_equal(uart_probe(uart), -E_NODEV);
}

static void a_speed_of_an_unknown_clock_stays(void **state)
{
    struct uart *uart;

    (void)state;
    uart = memory_port(4, true);
    memory.words[UART_LCR] = 0x1b; /* 8 bits, even parity */
    assert_int_equal(uart_probe(uart), 0);
    assert_int_equal(uart_setup(uart, 0, 'n', 8), 0);
    assert_int_equal(memory.words[UART_LCR], 0x1b);
    assert_int_equal(memory.words[UART_DLL], 0);
    assert_int_equal(uart->baud, 0);
    uart->place.baud_told = 57600;
    assert_int_equal(uart_setup(uart, 0, 'n', 8), 0);
    assert_int_equal(uart->baud, 57600);
}

static void a_known_clock_tells_the_speed(void **state)
{
    struct uart *uart = uart_port(0);

    (void)state;
    assert_int_equal(uart_probe(uart), 0);
    assert_int_equal(uart_setup(uart, 19200, 'n', 8), 0);
    assert_int_equal(uart_setup(uart, 0, 'n', 8), 0);
    assert_int_equal(uart->baud, 115200 / port.divisor[0]);
    assert_int_equal(uart->baud, 19200);
    assert_int_equal(port.regs[UART_LCR] & UART_LCR_DLAB, 0);
    port.divisor[0] = port.divisor[1] = 0; /* never set */
    assert_int_equal(uart_setup(uart, 0, 'n', 8), 0);
    assert_int_equal(uart->baud, 0);
}

static void a_place_is_added_once(void **state)
{
    struct uart_place place = { .address = 0x2f8, .spacing = 1 };

    (void)state;
    assert_int_equal(uart_add(&place), 1); /* COM2 */
    for (unsigned i = UART_COM_PORTS; i < UART_PORTS_MAX; i++) {
        place.address = 0x1000 + i * 8;
        assert_int_equal(uart_add(&place), i);
        assert_int_equal(uart_add(&place), i);
    }
    place.address = 0x2000;
    assert_int_equal(uart_add(&place), -E_NOSPACE);
    assert_null(uart_port(UART_PORTS_MAX));
}

/* Nothing answers where the registers lie one byte apart; then they may lie four apart. */
static void a_wrong_guess_gives_way(void **state)
{
    struct uart_place place = { .address = 0x9000, .registers = &port, .spacing = 1 };
    int index = uart_add(&place);

    (void)state;
    place.spacing = 4;
    place.is_wide = true;
    assert_int_equal(uart_add(&place), index);
    assert_true(uart_port((unsigned)index)->place.spacing == 4);
    uart_port((unsigned)index)->is_present = true;
    place.spacing = 2;
    assert_int_equal(uart_add(&place), index);
    assert_true(uart_port((unsigned)index)->place.spacing == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(registers_in_memory_lie_apart, fresh),
        cmocka_unit_test_setup(missing_memory_is_no_port, fresh),
        cmocka_unit_test_setup(a_speed_of_an_unknown_clock_stays, fresh),
        cmocka_unit_test_setup(a_known_clock_tells_the_speed, fresh),
        cmocka_unit_test_setup(a_place_is_added_once, fresh),
        cmocka_unit_test_setup(a_wrong_guess_gives_way, fresh),
        cmocka_unit_test_setup(good_port_is_found, fresh),
        cmocka_unit_test_setup(probe_leaves_a_latched_divisor, fresh),
        cmocka_unit_test_setup(missing_port_is_not_found, fresh),
        cmocka_unit_test_setup(memory_without_a_uart_is_not_found, fresh),
        cmocka_unit_test_setup(setup_writes_the_datasheet_values, fresh),
        cmocka_unit_test_setup(speeds_that_do_not_divide_are_refused, fresh),
        cmocka_unit_test_setup(line_feed_becomes_cr_lf, fresh),
        cmocka_unit_test_setup(without_fifo_every_byte_waits, fresh),
        cmocka_unit_test_setup(stuck_transmitter_is_given_up, fresh),
        cmocka_unit_test_setup(transmitter_that_is_never_empty_still_writes, fresh),
        cmocka_unit_test_setup(loopback_passes_and_keeps_the_line_quiet, fresh),
        cmocka_unit_test_setup(loopback_tells_lost_from_wrong, fresh),
        cmocka_unit_test_setup(there_are_four_ports, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
