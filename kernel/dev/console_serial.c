/* SPDX-License-Identifier: MIT */
/*
 * dev/console_serial.c — from console= words to serial ports. A named port that is missing never
 * silences the machine.
 *
 * It takes two steps, since ports in memory and on PCI can be reached only once the kernel has got
 * that far; until then the PC's four standard places carry the log, and it is replayed to the others.
 */
#include "dev/console.h"
#include "dev/serial_input.h"
#include "dev/uart_find.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/str.h"

#define BAUD_DEFAULT 115200
#define WORD_TEXT    64

static struct {
    bool is_used, is_sink;
    bool is_default; /* used because nobody has chosen, or not yet */
} uses[UART_PORTS_MAX];
static bool is_listening;

static void port_log_sink(void *context, const char *line, size_t size)
{
    const unsigned index = (unsigned)(uintptr_t)context;

    if (uses[index].is_used)
        uart_write(uart_port(index), line, size);
}

int console_serial_use(unsigned index, uint32_t baud, char parity, unsigned bits)
{
    struct uart *uart = uart_port(index);
    int result;

    if (uart == NULL)
        return -E_NODEV;
    result = uart_setup(uart, baud, parity, bits);
    if (result != 0)
        return result;
    if (is_listening)
        serial_input_add(uart);
    uses[index].is_used = true;
    uses[index].is_default = false;
    if (uses[index].is_sink)
        return 0;
    result = log_add_sink(port_log_sink, (void *)(uintptr_t)index, true);
    uses[index].is_sink = result == 0;
    uses[index].is_used = result == 0;
    return result;
}

int console_serial_drop(unsigned index)
{
    unsigned rows, columns, others = 0;

    if (!console_serial_uses(index))
        return -E_NOENT;
    for (unsigned i = 0; i < uart_count(); i++)
        others += i != index && uses[i].is_used;
    if (others == 0 && !console_screen_size(&rows, &columns))
        return -E_INVAL;
    uart_drain(uart_port(index));
    uses[index].is_used = false;
    return 0;
}

bool console_serial_uses(unsigned index)
{
    return index < UART_PORTS_MAX && uses[index].is_used;
}

/* At the usual speed; where the clock is not known, at the one it has. */
static void port_use_default(unsigned index)
{
    const struct uart *uart = uart_port(index);

    if (uart->is_present && !uses[index].is_used)
        uses[index].is_default =
            console_serial_use(index, uart->place.is_clock_known ? BAUD_DEFAULT : 0, 'n', 8) == 0;
}

/* The port that a word means, by number or by place; below 0 when nothing answers there. */
static int port_of(const struct console_word *word)
{
    if (word->kind == CONSOLE_UART)
        return uart_find_word(word);
    return word->unit < uart_count() && uart_port(word->unit)->is_present ? (int)word->unit
                                                                          : -E_NODEV;
}

int console_serial_use_word(const struct console_word *word)
{
    const int index = word->kind != CONSOLE_SCREEN ? port_of(word) : -E_INVAL;
    const uint32_t baud = word->baud == 0 && word->kind == CONSOLE_SERIAL && index >= 0 &&
                                  uart_port((unsigned)index)->place.is_clock_known
                              ? BAUD_DEFAULT
                              : word->baud;

    if (index < 0)
        return index;
    return console_serial_use((unsigned)index, baud, word->parity, word->bits);
}

/*
 * Whether a word that could not be followed may be followed later, when memory and buses are there: a
 * place on a card answers at its I/O ports only once that is switched on.
 */
static bool word_is_late(const struct console_word *word)
{
    return word->kind == CONSOLE_UART || word->unit >= UART_COM_PORTS;
}

enum naming { NAMED_NONE, NAMED_SCREEN, NAMED_LATER, NAMED_MISSING, NAMED_SERIAL };

/*
 * Follows the words that can be followed now; what became of them, the most of it. Only NAMED_NONE
 * and NAMED_MISSING leave the choice to us.
 */
static enum naming words_apply(const struct cmdline *cmdline, bool is_early)
{
    enum naming naming = NAMED_NONE;
    const char *value;

    for (unsigned n = 0; (value = cmdline_value_at(cmdline, "console", n)) != NULL; n++) {
        struct console_word word;
        enum naming now = NAMED_SERIAL;

        if (console_word_parse(&word, value) != 0) {
            if (is_early)
                log_warning("console: console=%s is not understood", value);
            continue;
        }
        if (word.kind == CONSOLE_SCREEN) {
            now = NAMED_SCREEN;
        } else if (is_early && word_is_late(&word) &&
                   (word.kind != CONSOLE_UART || word.space != CONSOLE_IO)) {
            now = NAMED_LATER;
        } else if (!is_early && !word_is_late(&word)) {
            now = console_serial_uses(word.unit) ? NAMED_SERIAL : NAMED_MISSING;
        } else if (console_serial_use_word(&word) != 0) {
            now = is_early && word_is_late(&word) ? NAMED_LATER : NAMED_MISSING;
            if (now == NAMED_MISSING)
                log_warning("console: no serial port answers as %s; using those that do", value);
        }
        if (now > naming)
            naming = now;
    }
    return naming;
}

static void ports_log(unsigned from)
{
    for (unsigned i = from; i < uart_count(); i++) {
        const struct uart *uart = uart_port(i);
        char where[UART_WHERE_TEXT];

        uart_where(uart, where);
        if (uart->is_present)
            log_info("console: %s (ttyS%u) at %s%s", uart->place.name, i, where,
                     !uses[i].is_used ? ""
                     : uart->has_fifo ? ", 16550 with FIFO, carries this log"
                                      : ", no FIFO, carries this log");
    }
}

void console_serial_init(const struct cmdline *cmdline)
{
    unsigned found = 0;
    enum naming naming;

    for (unsigned i = 0; i < UART_COM_PORTS; i++)
        if (uart_probe(uart_port(i)) == 0)
            found++;
    naming = words_apply(cmdline, true);
    /* What is to come later may not come at all: until then all carry the log. */
    if (naming != NAMED_SERIAL && naming != NAMED_SCREEN)
        for (unsigned i = 0; i < UART_COM_PORTS; i++)
            port_use_default(i);
    if (found == 0)
        log_warning("console: no serial port found at 0x3f8, 0x2f8, 0x3e8, 0x2e8");
    ports_log(0);
}

void console_serial_word(unsigned index, char *to, size_t size)
{
    const struct uart *uart = uart_port(index);
    const struct uart_place *place = &uart->place;
    size_t at;

    if (index < UART_COM_PORTS)
        at = (size_t)print_format(to, size, "ttyS%u", index);
    else if (str_starts_with(place->name, "PCI "))
        at = (size_t)print_format(to, size, "uart8250,pci,%s", place->name + 4);
    else if (place->registers == NULL)
        at = (size_t)print_format(to, size, "uart8250,io,0x%lx", place->address);
    else
        at = (size_t)print_format(to, size, "uart8250,mmio%s,0x%lx",
                                  place->spacing == 4   ? "32"
                                  : place->spacing == 2 ? "16"
                                                        : "",
                                  place->address);
    if (uart->baud != 0 && uart->baud <= BAUD_DEFAULT && at < size)
        print_format(to + at, size - at, ",%un8", uart->baud);
}

/* Not to the log: what each port is told is for whoever listens there. */
static void ports_hunt(void)
{
    for (unsigned i = 0; i < uart_count(); i++) {
        char word[WORD_TEXT], text[WORD_TEXT * 3];
        int size;

        if (!uses[i].is_used)
            continue;
        console_serial_word(i, word, sizeof(word));
        size = print_format(text, sizeof(text),
                            "hunt: this line is ttyS%u (%s); to choose it: console=%s\n", i,
                            uart_port(i)->place.name, word);
        uart_write(uart_port(i), text, (size_t)size);
    }
}

void console_serial_find(const struct cmdline *cmdline)
{
    const unsigned known = uart_count();
    enum naming naming;

    uart_find_all();
    naming = words_apply(cmdline, false);
    if (naming == NAMED_NONE || naming == NAMED_MISSING) {
        for (unsigned i = UART_COM_PORTS; i < uart_count(); i++)
            port_use_default(i);
        ports_hunt();
    } else if (naming == NAMED_SERIAL) {
        for (unsigned i = 0; i < uart_count(); i++)
            uses[i].is_used = uses[i].is_used && !uses[i].is_default;
    }
    ports_log(known);
}

unsigned console_serial_probe(void)
{
    unsigned found = 0;

    for (unsigned i = 0; i < uart_count(); i++) {
        struct uart *uart = uart_port(i);

        if (uses[i].is_used)
            uart_drain(uart);
        if (uart_probe(uart) == 0) {
            found++;
            if (uart->is_receiving)
                uart_receive_enable(uart);
        } else if (uses[i].is_used) {
            uses[i].is_used = false;
            log_warning("console: ttyS%u (%s) answers no more", i, uart->place.name);
        }
    }
    return found;
}

void console_serial_listen(void)
{
    is_listening = true;
    for (unsigned i = 0; i < uart_count(); i++)
        if (uses[i].is_used)
            serial_input_add(uart_port(i));
}

void console_serial_write(const char *text, size_t size)
{
    for (unsigned i = 0; i < uart_count(); i++)
        if (uses[i].is_used)
            uart_write_later(uart_port(i), text, size);
}

uint32_t console_serial_baud(void)
{
    uint32_t slowest = 0;

    for (unsigned i = 0; i < uart_count(); i++) {
        const uint32_t baud = uart_port(i)->baud;

        if (uses[i].is_used && baud != 0 && (slowest == 0 || baud < slowest))
            slowest = baud;
    }
    return slowest;
}
