/* SPDX-License-Identifier: MIT */
/*
 * lib/utf8.h — code points out of UTF-8, byte by byte (RFC 3629, section 3).
 *
 * Whatever the bytes are, every one of them is used up and what is not UTF-8 (overlong forms,
 * surrogates, numbers above U+10FFFF, stray or missing continuations) gives U+FFFD.
 */
#pragma once

#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu
#define UTF8_BYTES_MAX   4

/* Starts as all zero, between two characters. */
struct utf8 {
    uint32_t code;
    uint32_t least;   /* the smallest code point this length may stand for */
    unsigned missing; /* continuation bytes still to come */
};

enum utf8_result {
    UTF8_MORE,  /* the character goes on */
    UTF8_CODE,  /* *code is a character, or U+FFFD for bytes that are none */
    UTF8_AGAIN, /* *code is U+FFFD for what came before; feed the same byte once more */
};

enum utf8_result utf8_feed(struct utf8 *utf8, uint8_t byte, uint32_t *code);
