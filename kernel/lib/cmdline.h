/* SPDX-License-Identifier: MIT */
/*
 * lib/cmdline.h — the kernel command line, as GRUB really delivers it.
 *
 * GRUB quotes a word that holds a space as a whole (autorun="a; b" arrives as "autorun=a; b") and
 * puts a backslash before \ " and '. So a double or single quote opens at the start of a word or
 * right after its first '=', and \\ \" \' are undone everywhere. A quote elsewhere is an ordinary
 * character.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CMDLINE_BYTES_MAX 4096
#define CMDLINE_WORDS_MAX 128

struct cmdline_word {
    const char *key;
    const char *value; /* NULL for a word without '=' */
};

struct cmdline {
    char text[CMDLINE_BYTES_MAX];
    struct cmdline_word words[CMDLINE_WORDS_MAX];
    unsigned count;
};

/*
 * Parses line (ends at NUL or after size bytes). Returns the number of words, or -E_NOSPACE when
 * bytes or words were left out, -E_INVAL when a quote is never closed; what was understood before
 * is kept in either case.
 */
int cmdline_parse(struct cmdline *cmdline, const char *line, size_t size);

/* The value of the last word key=…, "" for the bare word key, NULL when it is not there. */
const char *cmdline_value(const struct cmdline *cmdline, const char *key);

/*
 * The same for the n-th (from 0) occurrence, for words that may be given several times (console=).
 */
const char *cmdline_value_at(const struct cmdline *cmdline, const char *key, unsigned n);

/*
 * A console= value: ttyS0,115200n8 · ttyS1 · tty0 · uart8250,io,0x3f8,115200n8 ·
 * uart8250,mmio32,0xfe034000 · uart8250,pci,00:16.3
 */
enum console_kind { CONSOLE_SERIAL, CONSOLE_SCREEN, CONSOLE_UART };

/* Where the registers of a CONSOLE_UART are, and how far apart in memory: 1, 2 or 4 bytes. */
enum console_space { CONSOLE_IO, CONSOLE_MMIO, CONSOLE_MMIO16, CONSOLE_MMIO32, CONSOLE_PCI };

struct console_word {
    enum console_kind kind;
    unsigned unit; /* 0 for ttyS0 and COM1 */
    uint32_t baud; /* 0: not given */
    char parity;   /* 'n', 'o' or 'e' */
    uint8_t bits;  /* 7 or 8 */
    enum console_space space;
    uint64_t address; /* a port, or a physical address */
    uint16_t segment; /* of PCI, with the next three */
    uint8_t bus, device, function;
};

/*
 * Returns 0, -E_INVAL for what it does not understand, -E_RANGE for a unit > 31, a speed that
 * does not divide 115200, or an address where no register can be. (kernel-parameters, "console=";
 * the word pci is our own.)
 */
int console_word_parse(struct console_word *word, const char *value);
