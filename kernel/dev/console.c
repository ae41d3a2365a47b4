/* SPDX-License-Identifier: MIT */
/*
 * dev/console.c — from console= words to log sinks. A named port that is missing never silences the
 * machine.
 */
#include "dev/console.h"

#include "cpu/registers.h"
#include "dev/keyboard.h"
#include "dev/screen.h"
#include "dev/serial_input.h"
#include "dev/uart.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"

#define BAUD_DEFAULT 115200

static bool uses_port[UART_PORTS];
static bool uses_screen, uses_keyboard;

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
    uses_screen = screen_init(framebuffer) == 0;
    if (uses_screen)
        log_add_sink(screen_log_sink, NULL, true);
    else
        log_info("console: no screen to write on");
}

void console_screen_remap(void)
{
    if (screen_remap())
        return;
    uses_screen = false;
    log_warning("console: the screen cannot be reached any more");
}

void console_input_init(const struct cmdline *cmdline)
{
    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uses_port[i])
            serial_input_add(uart_port(i));
    uses_keyboard = keyboard_init(cmdline_value(cmdline, "keymap")) == 0;
}

void console_serial_write(const char *text, size_t size)
{
    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uses_port[i])
            uart_write(uart_port(i), text, size);
}

uint32_t console_serial_baud(void)
{
    uint32_t slowest = 0;

    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uses_port[i] && (slowest == 0 || uart_port(i)->baud < slowest))
            slowest = uart_port(i)->baud;
    return slowest;
}

void console_write(const char *text, size_t size)
{
    console_serial_write(text, size);
    if (uses_screen)
        screen_write(text, size);
}

void console_print(const char *format, ...)
{
    char text[LOG_LINE_MAX];
    va_list args;

    va_start(args, format);
    print_vformat(text, sizeof(text), format, args);
    va_end(args);
    console_write(text, str_length(text));
}

void console_wait(void)
{
    if (uses_screen)
        screen_flush();
    cpu_wait_for_interrupt();
}

bool console_screen_size(unsigned *rows, unsigned *columns)
{
    return uses_screen && screen_size(rows, columns);
}

void console_describe(char *to, size_t size)
{
    unsigned rows, columns;
    size_t at = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < UART_PORTS && at < size; i++)
        if (uses_port[i])
            at += (size_t)print_format(to + at, size - at, "%sttyS%u at %u baud",
                                       at > 0 ? ", " : "", i, uart_port(i)->baud);
    if (at < size && console_screen_size(&rows, &columns))
        at += (size_t)print_format(to + at, size - at, "%sscreen of %u x %u", at > 0 ? ", " : "",
                                   columns, rows);
    if (at < size && uses_keyboard)
        print_format(to + at, size - at, " with keyboard");
}

void console_drain(void)
{
    for (unsigned i = 0; i < UART_PORTS; i++)
        if (uses_port[i])
            uart_drain(uart_port(i));
    if (uses_screen)
        screen_flush();
}
