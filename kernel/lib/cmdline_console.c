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

#define UNIT_MAX    31
#define CLOCK_BAUD  115200u /* speed of a 16550 with divisor 1 */
#define DIVISOR_MAX 0xffffu

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

int console_word_parse(struct console_word *word, const char *value)
{
    struct console_word found = { .kind = CONSOLE_SCREEN, .parity = 'n', .bits = 8 };
    uint64_t unit;
    int error;

    if (!str_starts_with(value, "tty"))
        return -E_INVAL;
    value += 3;
    if (*value == 'S') {
        found.kind = CONSOLE_SERIAL;
        value++;
    }
    error = str_to_u64(value, &value, &unit);
    if (error)
        return error;
    if (unit > UNIT_MAX)
        return -E_RANGE;
    found.unit = (unsigned)unit;
    if (*value == ',' && found.kind == CONSOLE_SERIAL) {
        error = options_parse(&found, value + 1);
        if (error)
            return error;
    } else if (*value) {
        return -E_INVAL;
    }
    *word = found;
    return 0;
}
