/* SPDX-License-Identifier: MIT */
/*
 * lib/mem.c — the byte-moving functions the compiler may call by itself.
 *
 * Every store goes through a volatile lvalue: otherwise the compiler recognises the loop as the
 * very function it is in and makes it call itself. Words are packed, because neither address has
 * to be aligned; the machine does not mind and the language then knows.
 */
#include "lib/mem.h"

#include <stdint.h>

struct mem_word {
    uint64_t value;
} __attribute__((packed, may_alias));

#define WORD sizeof(struct mem_word)

static void copy_word(uint8_t *to, const uint8_t *from)
{
    ((volatile struct mem_word *)to)->value = ((const struct mem_word *)from)->value;
}

static void copy_byte(uint8_t *to, const uint8_t *from)
{
    *(volatile uint8_t *)to = *from;
}

static void copy_forward(uint8_t *to, const uint8_t *from, size_t size)
{
    for (; size >= WORD; size -= WORD, to += WORD, from += WORD)
        copy_word(to, from);
    for (; size > 0; size--)
        copy_byte(to++, from++);
}

/* From the end: for a target that begins inside the source. */
static void copy_backward(uint8_t *to, const uint8_t *from, size_t size)
{
    to += size;
    from += size;
    for (; size >= WORD; size -= WORD)
        copy_word(to -= WORD, from -= WORD);
    for (; size > 0; size--)
        copy_byte(--to, --from);
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    copy_forward(to, from, size);
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    if ((uintptr_t)to - (uintptr_t)from < size)
        copy_backward(to, from, size);
    else
        copy_forward(to, from, size);
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    uint8_t *at = to;
    uint64_t word = (uint8_t)byte * UINT64_C(0x0101010101010101);

    for (; size >= WORD; size -= WORD, at += WORD)
        ((volatile struct mem_word *)at)->value = word;
    for (; size > 0; size--)
        *(volatile uint8_t *)at++ = (uint8_t)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a, *y = b;

    while (size >= WORD &&
           ((const struct mem_word *)x)->value == ((const struct mem_word *)y)->value) {
        x += WORD;
        y += WORD;
        size -= WORD;
    }
    for (; size > 0; size--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}
