/* SPDX-License-Identifier: MIT */
/*
 * dev/uart.c — the 16550 driver: find, set up, receive, prove. dev/uart_output.c writes.
 *
 * Waits are counted in port reads, about a microsecond each on real machines, because a port must
 * work before any clock does.
 */
#include "dev/uart.h"

#include "cpu/registers.h"
#include "dev/uart_access.h"
#include "dev/uart_regs.h"
#include "lib/error.h"
#include "lib/print.h"

#define UART_WAIT_READS 200000 /* a full FIFO takes 17 ms at 9600 baud; reads are >= 0.5 us */
#define LOOPBACK_READS  64

#define COM(what, port) \
    ((struct uart_place){ .name = what, .address = port, .spacing = 1, .is_clock_known = true })

static struct uart ports[UART_PORTS_MAX] = {
    { .place = COM("COM1", 0x3f8) },
    { .place = COM("COM2", 0x2f8) },
    { .place = COM("COM3", 0x3e8) },
    { .place = COM("COM4", 0x2e8) },
};
static unsigned port_count = UART_COM_PORTS;

unsigned uart_count(void)
{
    return port_count;
}

struct uart *uart_port(unsigned index)
{
    return index < port_count ? &ports[index] : NULL;
}

int uart_add(const struct uart_place *place)
{
    for (unsigned i = 0; i < port_count; i++) {
        if (ports[i].place.address == place->address &&
            (ports[i].place.registers == NULL) == (place->registers == NULL)) {
            /* Where nothing has answered, how its registers lie was a guess, and this is the next. */
            if (!ports[i].is_present && i >= UART_COM_PORTS)
                ports[i].place = *place;
            return (int)i;
        }
    }
    if (port_count == UART_PORTS_MAX)
        return -E_NOSPACE;
    ports[port_count] = (struct uart){ .place = *place };
    return (int)port_count++;
}

void uart_where(const struct uart *uart, char to[UART_WHERE_TEXT])
{
    print_format(to, UART_WHERE_TEXT, "%s0x%03lx", uart->place.registers != NULL ? "memory " : "",
                 uart->place.address);
}

bool uart_status_wait(const struct uart *uart, unsigned bit)
{
    for (unsigned i = 0; i < UART_WAIT_READS; i++) {
        if (uart_reg_read(uart, UART_LSR) & bit)
            return true;
        cpu_relax();
    }
    return false;
}

static bool scratch_holds(const struct uart *uart, unsigned value)
{
    uart_reg_write(uart, UART_SCR, value);
    return uart_reg_read(uart, UART_SCR) == value;
}

static bool interrupt_enable_holds(const struct uart *uart, unsigned value)
{
    uart_reg_write(uart, UART_IER, value);
    return (uart_reg_read(uart, UART_IER) & UART_IER_ALL) == value;
}

static bool loopback_carries_lines(const struct uart *uart)
{
    const uint8_t mcr = uart_reg_read(uart, UART_MCR);
    bool carries;

    uart_reg_write(uart, UART_MCR, UART_MCR_LOOP | UART_MCR_OUT2 | UART_MCR_RTS);
    carries = (uart_reg_read(uart, UART_MSR) & UART_MSR_LINES) == UART_MSR_LOOP_OUT2_RTS;
    uart_reg_write(uart, UART_MCR, mcr);
    return carries;
}

int uart_probe(struct uart *uart)
{
    const uint8_t lcr = uart_reg_read(uart, UART_LCR);

    uart->is_present = false;
    if (uart_reg_read(uart, UART_LSR) == UART_LSR_ABSENT)
        return -E_NODEV;
    uart_reg_write(uart, UART_LCR, lcr & ~UART_LCR_DLAB); /* IER is reachable only so */
    if (!interrupt_enable_holds(uart, UART_IER_ALL) || !interrupt_enable_holds(uart, 0) ||
        !scratch_holds(uart, 0x5a) || !scratch_holds(uart, 0xa5) || !loopback_carries_lines(uart))
        return -E_NODEV;
    uart->is_present = true;
    return 0;
}

static void line_setup(const struct uart *uart, uint32_t baud, unsigned lcr)
{
    const unsigned divisor = UART_CLOCK_BAUD / baud;

    uart_reg_write(uart, UART_LCR, UART_LCR_DLAB | lcr);
    uart_reg_write(uart, UART_DLL, divisor & 0xff);
    uart_reg_write(uart, UART_DLM, divisor >> 8);
    uart_reg_write(uart, UART_LCR, lcr);
}

/* The speed that firmware has set, where the clock that it is made from is known. */
static uint32_t baud_read(const struct uart *uart)
{
    const uint8_t lcr = uart_reg_read(uart, UART_LCR);
    unsigned divisor;

    if (!uart->place.is_clock_known)
        return uart->place.baud_told;
    uart_reg_write(uart, UART_LCR, lcr | UART_LCR_DLAB);
    divisor = uart_reg_read(uart, UART_DLL) | (unsigned)uart_reg_read(uart, UART_DLM) << 8;
    uart_reg_write(uart, UART_LCR, lcr & ~UART_LCR_DLAB);
    return divisor != 0 ? UART_CLOCK_BAUD / divisor : 0;
}

int uart_setup(struct uart *uart, uint32_t baud, char parity, unsigned bits)
{
    unsigned lcr = bits == 7 ? UART_LCR_WORD_7 : UART_LCR_WORD_8;

    if (baud != 0 &&
        (baud > UART_CLOCK_BAUD || UART_CLOCK_BAUD % baud != 0 || UART_CLOCK_BAUD / baud > 0xffff))
        return -E_RANGE;
    if (!uart->is_present)
        return -E_NODEV;
    if (parity != 'n')
        lcr |= UART_LCR_PARITY | (parity == 'e' ? UART_LCR_EVEN : 0);

    uart_drain(uart); /* what boot/ said must be out before the speed changes */
    uart_reg_write(uart, UART_IER, 0);
    if (baud != 0)
        line_setup(uart, baud, lcr);
    uart_reg_write(uart, UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RX | UART_FCR_CLEAR_TX);
    uart_reg_write(uart, UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
    uart->has_fifo = (uart_reg_read(uart, UART_IIR) & UART_IIR_FIFO) == UART_IIR_FIFO;
    uart->baud = baud != 0 ? baud : baud_read(uart);
    uart->is_dead = false;
    uart->timeouts = 0;
    return 0;
}

/*
 * The byte must come back within LOOPBACK_READS others: a virtual port goes on taking what the other
 * end of its line sends, which a real one in loopback does not hear.
 */
static int loopback_exchange(const struct uart *uart, uint8_t byte)
{
    unsigned reads = 0;

    uart_reg_write(uart, UART_THR, byte);
    while (reads < LOOPBACK_READS && uart_status_wait(uart, UART_LSR_DATA)) {
        if (uart_reg_read(uart, UART_RBR) == byte)
            return 0;
        reads++;
    }
    return reads == 0 ? -E_TIMEOUT : -E_IO;
}

int uart_loopback_test(struct uart *uart)
{
    static const uint8_t pattern[] = { 0x00, 0xff, 0x55, 0xaa, 0x01, 0x80, 'N', 'o' };
    int result = 0;

    if (!uart->is_present)
        return -E_NODEV;
    uart_drain(uart);
    uart->is_in_test = true;
    uart_reg_write(uart, UART_IER, 0);
    uart_reg_write(uart, UART_MCR, UART_MCR_LOOP | UART_MCR_RTS | UART_MCR_DTR);
    uart_reg_write(uart, UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RX | UART_FCR_CLEAR_TX);
    for (unsigned i = 0; i < sizeof(pattern) && result == 0; i++)
        result = loopback_exchange(uart, pattern[i]);
    uart_reg_write(uart, UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RX | UART_FCR_CLEAR_TX);
    uart_reg_write(uart, UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
    if (uart->is_receiving)
        uart_receive_enable(uart);
    uart->is_in_test = false;
    return result;
}

void uart_receive_enable(struct uart *uart)
{
    if (!uart->is_present)
        return;
    uart->is_receiving = true;
    uart_reg_write(uart, UART_FCR, UART_FCR_ENABLE | UART_FCR_TRIGGER_8);
    uart_reg_write(uart, UART_IER, UART_IER_RECEIVED);
}

bool uart_has_interrupt(const struct uart *uart)
{
    return uart->is_receiving && !uart->is_in_test &&
           !(uart_reg_read(uart, UART_IIR) & UART_IIR_NONE);
}

int uart_receive(struct uart *uart)
{
    uint8_t status;

    if (!uart->is_receiving || uart->is_in_test)
        return -1;
    status = uart_reg_read(uart, UART_LSR);
    if (status == UART_LSR_ABSENT)
        return -1; /* the port was taken away */
    if (status & UART_LSR_OVERRUN)
        uart->overruns++;
    return status & UART_LSR_DATA ? uart_reg_read(uart, UART_RBR) : -1;
}
