/* SPDX-License-Identifier: MIT */
/*
 * dev/console.c — screen, keyboard and serial ports (dev/console_serial.c) as one.
 */
#include "dev/console.h"

#include "dev/clock.h"
#include "dev/irq.h"
#include "dev/keyboard.h"
#include "dev/screen.h"
#include "dev/tick.h"
#include "dev/uart.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"
#include "task/wait.h"

#define WAIT_NS_MOST 1000000000ull /* a wait without an end would hide a lost interrupt */

static bool uses_screen, uses_keyboard;
static struct wait_queue input;

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

static void input_came(void)
{
    wait_wake_all(&input);
}

void console_input_init(const struct cmdline *cmdline)
{
    console_serial_listen();
    irq_set_after(input_came);
    tick_add_chore(input_came);
    uses_keyboard = keyboard_init(cmdline_value(cmdline, "keymap")) == 0;
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

/* Input comes by core 0's interrupts and beats, and who reads it is bound there too. */
void console_wait(void)
{
    if (uses_screen)
        screen_flush();
    wait_until(&input, NULL, NULL, clock_now_ns() + WAIT_NS_MOST);
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
    for (unsigned i = 0; i < uart_count() && at < size; i++) {
        const uint32_t baud = uart_port(i)->baud;

        if (!console_serial_uses(i))
            continue;
        at += (size_t)print_format(to + at, size - at, "%sttyS%u", at > 0 ? ", " : "", i);
        if (at < size && baud != 0)
            at += (size_t)print_format(to + at, size - at, " at %u baud", baud);
    }
    if (at < size && console_screen_size(&rows, &columns))
        at += (size_t)print_format(to + at, size - at, "%sscreen of %u x %u", at > 0 ? ", " : "",
                                   columns, rows);
    if (at < size && uses_keyboard)
        print_format(to + at, size - at, " with keyboard");
}

void console_flush(void)
{
    for (unsigned i = 0; i < uart_count(); i++)
        if (console_serial_uses(i))
            uart_flush(uart_port(i));
}

void console_drain(void)
{
    for (unsigned i = 0; i < uart_count(); i++)
        if (console_serial_uses(i))
            uart_drain(uart_port(i));
    if (uses_screen)
        screen_flush();
}
