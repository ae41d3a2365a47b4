/* SPDX-License-Identifier: MIT */
/* shell/command_serial.c — which serial ports there are, and which of them carry the console. */
#include "dev/console.h"
#include "dev/uart.h"
#include "lib/error.h"
#include "lib/str.h"
#include "shell/command.h"
#include "shell/output.h"

#define WORD_TEXT 64

static void port_show(unsigned index)
{
    const struct uart *uart = uart_port(index);
    char where[UART_WHERE_TEXT], word[WORD_TEXT];

    uart_where(uart, where);
    output_print("ttyS%-2u  %-14s %-20s ", index, uart->place.name, where);
    if (!uart->is_present) {
        output_print("nothing answers\n");
        return;
    }
    if (uart->baud != 0)
        output_print("%u baud", uart->baud);
    else
        output_print("speed not set here");
    output_print("%s%s", uart->has_fifo ? ", FIFO" : "", uart->is_dead ? ", takes no bytes" : "");
    if (uart->overruns > 0)
        output_print(", %lu bytes lost", uart->overruns);
    if (console_serial_uses(index))
        output_print(", console");
    console_serial_word(index, word, sizeof(word));
    output_print("\n        console=%s\n", word);
}

static int ports_show(void)
{
    for (unsigned i = 0; i < uart_count(); i++)
        if (i < UART_COM_PORTS ? uart_port(i)->is_present : true)
            port_show(i);
    if (console_serial_baud() == 0)
        output_print("No serial port carries the console.\n");
    return SHELL_WELL;
}

static int use(const char *text)
{
    struct console_word word;
    int result = console_word_parse(&word, text);

    if (result == 0)
        result = console_serial_use_word(&word);
    if (result == 0)
        return SHELL_WELL;
    output_print("serial: %s: %s\n", text,
                 result == -E_NODEV ? "nothing answers there as a 16550" : error_name(result));
    return SHELL_FAILED;
}

static int drop(const char *text)
{
    struct console_word word;
    int result = -E_NOENT;

    if (console_word_parse(&word, text) == 0 && word.kind == CONSOLE_SERIAL)
        result = console_serial_drop(word.unit);
    if (result == 0)
        return SHELL_WELL;
    output_print("serial: %s %s\n", text,
                 result == -E_INVAL ? "is the only console there is" : "is no console");
    return SHELL_FAILED;
}

int command_serial(unsigned count, const char *const words[])
{
    if (count == 1)
        return ports_show();
    if (count == 2 && str_equal(words[1], "probe")) {
        output_print("%u serial ports answer.\n", console_serial_probe());
        return ports_show();
    }
    if (count == 3 && str_equal(words[1], "use"))
        return use(words[2]);
    if (count == 3 && str_equal(words[1], "drop"))
        return drop(words[2]);
    return SHELL_USAGE;
}
