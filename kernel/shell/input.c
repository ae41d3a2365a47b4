/* SPDX-License-Identifier: MIT */
/*
 * shell/input.c — console bytes, and those typed ahead while a command ran.
 */
#include "shell/input.h"

#include "cpu/registers.h"
#include "dev/console.h"

#define INPUT_AHEAD_MAX 1024

static char ahead[INPUT_AHEAD_MAX];
static unsigned ahead_size, ahead_next;
static uint64_t ahead_lost;

int input_wait(void)
{
    int byte;

    if (ahead_next < ahead_size)
        return (uint8_t)ahead[ahead_next++];
    ahead_next = ahead_size = 0;
    /* With interrupts off none can bring a byte between the look and the sleep. */
    interrupts_disable();
    byte = console_read();
    if (byte < 0)
        console_wait();
    interrupts_enable();
    return byte;
}

bool input_is_interrupted(void)
{
    int byte;

    while ((byte = console_read()) >= 0) {
        if (byte == INPUT_CTRL_C) {
            ahead_next = ahead_size = 0;
            return true;
        }
        if (ahead_size < INPUT_AHEAD_MAX)
            ahead[ahead_size++] = (char)byte;
        else
            ahead_lost++;
    }
    return false;
}

uint64_t input_lost(void)
{
    return ahead_lost;
}
