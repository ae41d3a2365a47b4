/* SPDX-License-Identifier: MIT */
/*
 * number.c — strict readers for decimal numbers, seconds and sizes.
 */
#include "common/number.h"

#include <string.h>

#define SECONDS_MAX 1000000000u
#define BYTES_MAX   (1ull << 40)

/* Reads the digits at the start of `text`; returns how many there are, 0 also on overflow. */
static size_t digits_read(const char *text, uint64_t max, uint64_t *value)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; text[i] >= '0' && text[i] <= '9'; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');

        if (digit > max || sum > (max - digit) / 10)
            return 0;
        sum = sum * 10 + digit;
    }
    if (i > 0)
        *value = sum;
    return i;
}

bool number_parse(const char *text, uint64_t max, uint64_t *value)
{
    uint64_t sum = 0;
    size_t length = digits_read(text, max, &sum);

    if (length == 0 || text[length] != '\0')
        return false;
    *value = sum;
    return true;
}

bool number_parse_seconds(const char *text, int64_t *ms)
{
    uint64_t seconds = 0;
    uint64_t fraction_ms = 0;
    uint64_t scale_ms = 1000;
    size_t length = digits_read(text, SECONDS_MAX, &seconds);

    if (length == 0)
        return false;
    if (text[length] == '.') {
        const char *decimals = text + length + 1;
        size_t count = digits_read(decimals, 999, &fraction_ms);

        if (count == 0 || count > 3 || decimals[count] != '\0')
            return false;
        for (size_t i = 0; i < count; i++)
            scale_ms /= 10;
    } else if (text[length] != '\0') {
        return false;
    }
    if (seconds == 0 && fraction_ms == 0)
        return false;
    *ms = (int64_t)(seconds * 1000 + fraction_ms * scale_ms);
    return true;
}

bool number_parse_bytes(const char *text, uint64_t *bytes)
{
    static const char suffixes[] = "KMG";
    uint64_t value = 0;
    size_t length = digits_read(text, BYTES_MAX, &value);
    const char *suffix;

    if (length == 0 || value == 0)
        return false;
    if (text[length] != '\0') {
        suffix = strchr(suffixes, text[length]);
        if (suffix == NULL || text[length + 1] != '\0')
            return false;
        for (const char *step = suffixes; step <= suffix; step++) {
            if (value > BYTES_MAX / 1024)
                return false;
            value *= 1024;
        }
    }
    *bytes = value;
    return true;
}
