/* SPDX-License-Identifier: MIT */
/*
 * keyboard_fixture.h — the keyboard's driver on top of the modelled controller, and its interrupt.
 */
#pragma once

#include "ps2_model.h"

#include "dev/i8042.c"
#include "dev/keyboard.c"

static struct {
    irq_handler_t handler;
    void *context;
    int result; /* of irq_connect() */
} line;

int irq_connect(unsigned number, irq_handler_t handler, void *context, const char *name)
{
    assert_int_equal(number, 1);
    assert_string_equal(name, "keyboard");
    if (line.result == 0) {
        line.handler = handler;
        line.context = context;
    }
    return line.result;
}

/* The interrupt for every byte that waits. */
static void interrupts_arrive(void)
{
    assert_non_null(line.handler);
    while (output_is_full())
        line.handler(line.context);
}

static int fresh(void **state)
{
    (void)state;
    ps2_fresh();
    memset(&line, 0, sizeof(line));
    memset(&queue, 0, sizeof(queue));
    memset(&decoder, 0, sizeof(decoder));
    text_size = text_at = 0;
    gaps_seen = 0;
    is_listening = false;
    answer = 0;
    leds_shown = led_failures = 0;
    return 0;
}

static void keys_arrive(const char *codes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ps2_key((uint8_t)codes[i]);
}

static void assert_read(const char *expected)
{
    char got[256];
    size_t size = 0;
    int byte;

    while (size < sizeof(got) - 1 && (byte = keyboard_read()) >= 0)
        got[size++] = (char)byte;
    got[size] = '\0';
    assert_string_equal(got, expected);
}
