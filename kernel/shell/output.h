/* SPDX-License-Identifier: MIT */
/*
 * shell/output.h — what commands say.
 *
 * At the machine's own keyboard and screen, output stops when the screen is full until a key is
 * pressed. On every console Ctrl-C stops it for good: the rest is thrown away, and a command that
 * says much looks at output_is_stopped() to end early.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A line was typed (somebody is there to page for, and to complain to) or not. */
void output_begin(bool is_typed);

/* A new command of the same line: what was stopped by q may speak again. */
void output_go_on(void);

void output_write(const char *text, size_t size);
void output_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A complaint, without LF: to whoever typed, or as an error to the log. */
void output_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* True when nobody wants the rest. */
bool output_is_stopped(void);

/* True when that was said by Ctrl-C, which means the rest of the line too. */
bool output_is_interrupted(void);
