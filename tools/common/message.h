/* SPDX-License-Identifier: MIT */
/*
 * message.h — one sentence to the person, on stderr, beginning with the tool's name.
 */
#pragma once

/* Sets the name that message_error() puts first. `name` is kept, not copied. */
void message_set_name(const char *name);

/* The name set, for the tool's other output. Never NULL. */
const char *message_name(void);

/* Prints "NAME: " and the formatted sentence and a newline on stderr. Keeps errno. */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
