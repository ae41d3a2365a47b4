/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/exact.h — what a unit test needs before cmocka, and memory without slack.
 *
 * A parser gets its input in a block of exactly the input's size, so that AddressSanitizer sees a
 * single byte read behind the end.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A copy of size bytes in a block of just that size; free() it. */
static inline uint8_t *exact_copy(const void *bytes, size_t size)
{
    uint8_t *copy = malloc(size);

    if (!copy && size)
        fail_msg("no memory for %zu bytes", size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

/* Random numbers that are the same in every run (xorshift64*). */
static inline uint64_t exact_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d);
}
