/* SPDX-License-Identifier: MIT */
/* lib/str_number.c — numbers read from strings; nothing is stored unless all of it was right. */
#include "lib/error.h"
#include "lib/str.h"

/* The value of a digit in any base up to 16, or 16. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 16;
}

int str_to_u64(const char *s, const char **end, uint64_t *value)
{
    unsigned base = 10;
    uint64_t number = 0;

    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
    }
    if (digit_value(*s) >= base)
        return -E_INVAL;
    for (; digit_value(*s) < base; s++) {
        unsigned digit = digit_value(*s);

        if (number > (UINT64_MAX - digit) / base)
            return -E_RANGE;
        number = number * base + digit;
    }
    if (end)
        *end = s;
    else if (*s)
        return -E_INVAL;
    *value = number;
    return 0;
}

/* The power of two a size suffix stands for, 0 for no such suffix. */
static unsigned suffix_shift(char c)
{
    switch (c) {
    case 'k':
    case 'K':
        return 10;
    case 'm':
    case 'M':
        return 20;
    case 'g':
    case 'G':
        return 30;
    case 't':
    case 'T':
        return 40;
    default:
        return 0;
    }
}

int str_to_size(const char *s, uint64_t *bytes)
{
    const char *end;
    uint64_t number;
    unsigned shift;
    int error = str_to_u64(s, &end, &number);

    if (error)
        return error;
    shift = suffix_shift(*end);
    if (shift)
        end++;
    if (*end)
        return -E_INVAL;
    if (number > UINT64_MAX >> shift)
        return -E_RANGE;
    *bytes = number << shift;
    return 0;
}
