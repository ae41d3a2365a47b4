/* SPDX-License-Identifier: MIT */
/*
 * text.h — small files of the kernel's (sysfs) as clean text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads at most size - 1 bytes of FOLDER/NAME into `text`, ended by a NUL. Blanks around it are
 * taken off, and what is not printable ASCII becomes '?': a stick chooses its own name and must
 * not steer the terminal. False, and an empty text, when there is no such file or nothing in it.
 */
bool text_read(const char *folder, const char *name, char *text, size_t size);

/* The same for a file that holds a decimal number; false when it does not. */
bool text_read_number(const char *folder, const char *name, uint64_t *value);

/* True when FOLDER/NAME exists. */
bool text_exists(const char *folder, const char *name);
