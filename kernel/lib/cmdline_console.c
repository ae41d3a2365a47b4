/* SPDX-License-Identifier: MIT */
/*
 * lib/cmdline_console.c — the value of console=, in the words Linux uses for it
 * (Documentation/admin-guide/kernel-parameters, "console=").
 *
 * Only what a 16550 can be set to is accepted, so whoever gets the result need not check it again.
 */
#include "lib/cmdline.h"

#include "lib/error.h"
#include "lib/str.h"
#include "lib/types.h"

#define UNIT_MAX    31
#define CLOCK_BAUD  115200u /* speed of a 16550 with divisor 1 */
#define DIVISOR_MAX 0xffffu
#define IO_MAX      (0x10000u - 8u) /* eight registers follow */
#define MMIO_MAX    ((1ull << 52) - 4096u)

/* The speed, then optionally n, o or e, then optionally 7 or 8. */
static int options_parse(struct console_word *word, const char *s)
{
    uint64_t baud;
    int error = str_to_u64(s, &s, &baud);

    if (error)
        return error;
    if (baud == 0 || CLOCK_BAUD % baud != 0 || CLOCK_BAUD / baud > DIVISOR_MAX)
        return -E_RANGE;
    word->baud = (uint32_t)baud;
    if (*s == 'n' || *s == 'o' || *s == 'e') {
        word->parity = *s++;
        if (*s == '7' || *s == '8')
            word->bits = (uint8_t)(*s++ - '0');
    }
    return *s ? -E_INVAL : 0;
}

/* Hexadecimal digits without a prefix, at most so many. */
static int hex_parse(const char **s, unsigned digits, unsigned *value)
{
    unsigned count = 0;

    *value = 0;
    for (; count < digits; count++, (*s)++) {
        const char c = (char)(**s | 0x20);
        const unsigned digit = **s >= '0' && **s <= '9' ? (unsigned)(**s - '0')
                               : c >= 'a' && c <= 'f'   ? (unsigned)(c - 'a' + 10)
                                                        : 16;

        if (digit == 16)
            break;
        *value = *value << 4 | digit;
    }
    return count > 0 ? 0 : -E_INVAL;
}

/* bb:dd.f or ssss:bb:dd.f, as lspci writes it. */
static int pci_parse(struct console_word *word, const char **s)
{
    unsigned segment = 0, bus, device, function;

    if (hex_parse(s, 4, &bus) != 0 || *(*s)++ != ':' || hex_parse(s, 4, &device) != 0)
        return -E_INVAL;
    if (**s == ':') {
        (*s)++;
        segment = bus;
        bus = device;
        if (hex_parse(s, 2, &device) != 0)
            return -E_INVAL;
    }
    if (*(*s)++ != '.' || hex_parse(s, 1, &function) != 0)
        return -E_INVAL;
    if (bus > 0xff || device > 31 || function > 7)
        return -E_RANGE;
    word->segment = (uint16_t)segment;
    word->bus = (uint8_t)bus;
    word->device = (uint8_t)device;
    word->function = (uint8_t)function;
    return 0;
}

static int space_parse(struct console_word *word, const char **s)
{
    static const struct {
        const char *name;
        enum console_space space;
    } spaces[] = { { "io,", CONSOLE_IO },
                   { "mmio,", CONSOLE_MMIO },
                   { "mmio16,", CONSOLE_MMIO16 },
                   { "mmio32,", CONSOLE_MMIO32 },
                   { "pci,", CONSOLE_PCI } };

    for (unsigned i = 0; i < ARRAY_SIZE(spaces); i++)
        if (str_starts_with(*s, spaces[i].name)) {
            *s += str_length(spaces[i].name);
            word->space = spaces[i].space;
            return 0;
        }
    return -E_INVAL;
}

/* What follows "uart8250,". */
static int uart_parse(struct console_word *word, const char *s)
{
    int error = space_parse(word, &s);

    word->kind = CONSOLE_UART;
    if (error == 0)
        error =
            word->space == CONSOLE_PCI ? pci_parse(word, &s) : str_to_u64(s, &s, &word->address);
    if (error)
        return error;
    if (word->space != CONSOLE_PCI &&
        (word->address == 0 || word->address > (word->space == CONSOLE_IO ? IO_MAX : MMIO_MAX)))
        return -E_RANGE;
    if (*s == ',')
        return options_parse(word, s + 1);
    return *s != '\0' ? -E_INVAL : 0;
}

/* What follows "tty". */
static int tty_parse(struct console_word *word, const char *s)
{
    uint64_t unit;
    int error;

    if (*s == 'S') {
        word->kind = CONSOLE_SERIAL;
        s++;
    }
    error = str_to_u64(s, &s, &unit);
    if (error)
        return error;
    if (unit > UNIT_MAX)
        return -E_RANGE;
    word->unit = (unsigned)unit;
    if (*s == ',' && word->kind == CONSOLE_SERIAL)
        return options_parse(word, s + 1);
    return *s != '\0' ? -E_INVAL : 0;
}

int console_word_parse(struct console_word *word, const char *value)
{
    struct console_word found = { .kind = CONSOLE_SCREEN, .parity = 'n', .bits = 8 };
    int error = -E_INVAL;

    if (str_starts_with(value, "tty"))
        error = tty_parse(&found, value + 3);
    else if (str_starts_with(value, "uart8250,"))
        error = uart_parse(&found, value + 9);
    else if (str_starts_with(value, "uart,"))
        error = uart_parse(&found, value + 5);
    if (error == 0)
        *word = found;
    return error;
}
