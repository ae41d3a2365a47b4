/* SPDX-License-Identifier: MIT */
/*
 * dev/console.c — from console= words to log sinks. A named port that is missing never silences the
 * machine.
 */
#include "dev/console.h"

#include "dev/uart.h"
#include "dev/vga_text.h"
#include "lib/error.h"
#include "lib/log.h"

#define BAUD_DEFAULT 115200

static bool uses_port[UART_PORTS];

static void port_use(unsigned index, uint32_t baud, char parity, unsigned bits)
{
    struct uart *uart = uart_port(index);

    if (uses_port[index] || uart_setup(uart, baud, parity, bits) != 0)
        return;
    uses_port[index] = true;
    log_add_sink(uart_log_sink, uart, true);
}

/*
 * Returns true when some word names a serial port or the screen, so that the choice is the user's.
 */
static bool words_apply(const struct cmdline *cmdline)
{
    struct console_word word;
    const char *value;
    bool named = false;

    for (unsigned n = 0; (value = cmdline_value_at(cmdline, "console", n)) != NULL; n++) {
        if (console_word_parse(&word, value) != 0) {
            log_warning("console: console=%s is not understood", value);
            continue;
        }
        named = true;
        if (word.kind != CONSOLE_SERIAL)
            continue;
        if (word.unit >= UART_PORTS || !uart_port(word.unit)->is_present) {
            log_warning("console: no serial port answers as ttyS%u; using those that do",
                        word.unit);
            named = false;
            continue;
        }
        port_use(word.unit, word.baud != 0 ? word.baud : BAUD_DEFAULT, word.parity, word.bits);
    }
    return named;
}

void console_serial_init(const struct cmdline *cmdline)
{
    unsigned found = 0;

    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uart_probe(uart_port(i)) == 0)
            found++;
    if (!words_apply(cmdline))
        for (unsigned i = 0; i < UART_PORTS; i++)
            port_use(i, BAUD_DEFAULT, 'n', 8);

    if (found == 0)
        log_warning("console: no serial port found at 0x3f8, 0x2f8, 0x3e8, 0x2e8");
    for (unsigned i = 0; i < UART_PORTS; i++) {
        const struct uart *uart = uart_port(i);

        if (uart->is_present)
            log_info("console: %s (ttyS%u) at 0x%03x, %s%s", uart->name, i, uart->base,
                     uart->has_fifo ? "16550 with FIFO" : "no FIFO",
                     uses_port[i] ? ", carries this log" : "");
    }
}

static bool screen_is_wanted(const struct cmdline *cmdline)
{
    struct console_word word;
    const char *value;
    bool named = false;

    for (unsigned n = 0; (value = cmdline_value_at(cmdline, "console", n)) != NULL; n++) {
        if (console_word_parse(&word, value) != 0)
            continue;
        named = true;
        if (word.kind == CONSOLE_SCREEN)
            return true;
    }
    return !named;
}

void console_screen_init(const struct cmdline *cmdline, const struct boot_framebuffer *framebuffer)
{
    if (!screen_is_wanted(cmdline))
        return;
    if (vga_text_init(framebuffer) == 0)
        log_add_sink(vga_text_log_sink, NULL, true);
    else
        log_info("console: no VGA text screen");
}

void console_drain(void)
{
    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uses_port[i])
            uart_drain(uart_port(i));
}
