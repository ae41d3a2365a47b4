/* SPDX-License-Identifier: MIT */
/*
 * framebuffer_fixture.h — dev/framebuffer.c on memory of exactly its size, with a font whose glyphs
 * are easy to tell apart.
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

#include "dev/framebuffer.c"

#define ADDRESS 0xe0000000
#define PATTERN 0x5a

/* Four glyphs of 8 x 16: a box for U+FFFD, nothing for a space, a half for L and ?, stripes for U+20AC. */
const uint8_t console_font[] = {
    0x72, 0xb5, 0x4a, 0x86, 0,    0,    0,    0,    32,   0,    0,    0,    1,    0,    0,    0,
    4,    0,    0,    0,    16,   0,    0,    0, /**/
    16,   0,    0,    0,    8,    0,    0,    0, /**/
    0xff, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0xff,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0,
    0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55,
    0xef, 0xbf, 0xbd, 0xff, ' ',  0xff, 'L',  '?',  0xff, 0xe2, 0x82, 0xac, 0xff,
};
const size_t console_font_size = sizeof(console_font);

static const struct boot_framebuffer usual = {
    .type = BOOT_FB_RGB,
    .address = ADDRESS,
    .pitch = 1024 * 4,
    .width = 1024,
    .height = 768,
    .bpp = 32,
    .red_position = 16,
    .red_size = 8,
    .green_position = 8,
    .green_size = 8,
    .blue_position = 0,
    .blue_size = 8,
};

static uint8_t *memory;
static size_t memory_size;
static struct screen_backend backend;

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching);

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_int_equal(address, ADDRESS);
    assert_int_equal(caching, CACHING_WRITE_COMBINING);
    assert_true(size <= memory_size);
    return memory;
}

static inline int memory_free(void **state)
{
    (void)state;
    free(memory);
    memory = NULL;
    return 0;
}

static inline int start(const struct boot_framebuffer *fb)
{
    memory_free(NULL);
    memory_size = (size_t)fb->pitch * (fb->height - 1) + fb->width * (fb->bpp / 8);
    memory = malloc(memory_size);
    memset(memory, PATTERN, memory_size);
    backend = (struct screen_backend){ 0 };
    return framebuffer_init(fb, &backend);
}

/* A row with one cell at column, else blank. */
static inline void cell_show(unsigned row, unsigned column, uint32_t cell)
{
    uint32_t cells[SCREEN_COLUMNS_MAX];

    for (unsigned i = 0; i < SCREEN_COLUMNS_MAX; i++)
        cells[i] = CELL_BLANK;
    cells[column] = cell;
    backend.row_draw(row, cells);
}
