/* SPDX-License-Identifier: MIT */
/* shell/input.h — what is typed, before anybody edits it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define INPUT_CTRL_C 0x03

/* The next byte; -1 when there is none, and some interrupt came since. */
int input_wait(void);

/*
 * True when Ctrl-C was typed while a command is running; all that was typed is thrown away then.
 * Other keys wait for the next input_wait(), the first 1024 of them; the rest is lost and counted.
 */
bool input_is_interrupted(void);

/* Bytes lost so. */
uint64_t input_lost(void);
