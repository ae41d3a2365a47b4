/* SPDX-License-Identifier: MIT */
/*
 * remark.h — a `#` line: the word that says what it is, and key=value words.
 *
 * A value is what follows up to the next space, or, when it begins with a quote, what stands
 * between the quotes; in there a backslash keeps the next character. Keys inside a quoted value
 * are not keys.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when `line` is "# WORD" or "# WORD …". */
bool remark_is(const char *line, const char *word);

/*
 * Copies the value of the first word KEY=… of `line` into `value` (`size` > 0 bytes, always
 * terminated, cut when too long). False, and an empty value, when there is no such word.
 */
bool remark_text(const char *line, const char *key, char *value, size_t size);

/* The same for a decimal number. False, and *value untouched, when it is missing or no number. */
bool remark_number(const char *line, const char *key, uint64_t *value);
