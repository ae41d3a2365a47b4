/* SPDX-License-Identifier: MIT */
/*
 * lib/str.h — strings that end in NUL, and numbers read from them.
 *
 * Nothing here allocates, and every function that writes is told how much room
 * there is and always leaves a terminated string.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes before the NUL. */
size_t str_length(const char *s);

/* Bytes before the NUL, looking at no more than max bytes. */
size_t str_length_max(const char *s, size_t max);

bool str_equal(const char *a, const char *b);
bool str_starts_with(const char *s, const char *prefix);

/*
 * Copies as much of from as fits into size bytes with its NUL. Returns 0, or -E_NOSPACE when it was
 * cut (size 0 writes nothing).
 */
int str_copy(char *to, size_t size, const char *from);

/*
 * Copies at most from_size bytes of a text that may lack its NUL; unprintable bytes become '?'.
 * Trailing spaces are dropped. Same result as str_copy.
 */
int str_copy_printable(char *to, size_t size, const void *from, size_t from_size);

/*
 * Reads an unsigned number, decimal or with a 0x prefix, from the start of s. Stores it in *value
 * and where the number ended in *end (end may be NULL: then the whole string must be the number).
 * Returns 0, -E_INVAL when there is no digit (or rubbish behind), -E_RANGE on overflow; *value is
 * untouched on error.
 */
int str_to_u64(const char *s, const char **end, uint64_t *value);

/* The same for a size with an optional suffix K, M, G or T (powers of 1024, either case). */
int str_to_size(const char *s, uint64_t *bytes);

/*
 * Splits line in place into words at runs of spaces and tabs; quotes "…" and '…' keep a word
 * together and are removed. argv gets at most max pointers into line. Returns the number of words,
 * -E_NOSPACE for more than max, -E_INVAL for an unclosed quote.
 */
int str_split_words(char *line, char *argv[], int max);
