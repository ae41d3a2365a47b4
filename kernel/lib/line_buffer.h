/* SPDX-License-Identifier: MIT */
/*
 * lib/line_buffer.h — one line of text and a place in it.
 *
 * The text is UTF-8 without control characters and always ends in NUL; the cursor is at most length
 * and never inside a character. Both hold as long as only whole characters are inserted and ranges
 * come from the functions here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define LINE_BYTES_MAX 512 /* with the NUL */

struct line_buffer {
    char text[LINE_BYTES_MAX];
    size_t length, cursor;
};

/* Holds text, as far as it fits without cutting a character; the cursor is behind it. */
void line_buffer_set(struct line_buffer *line, const char *text);

/* Puts size bytes at the cursor, which then stands behind them. False, and nothing changed: full. */
bool line_buffer_insert(struct line_buffer *line, const char *bytes, size_t size);

/* Takes out what lies from `from` to `to`; the cursor stays at its character, or moves to `from`. */
void line_buffer_erase(struct line_buffer *line, size_t from, size_t to);

/* The place one character to the left or right of `at`; stops at the ends. */
size_t line_buffer_left(const struct line_buffer *line, size_t at);
size_t line_buffer_right(const struct line_buffer *line, size_t at);

/* The start of the word that lies left of `at`, the end of the one right of it. */
size_t line_buffer_word_left(const struct line_buffer *line, size_t at);
size_t line_buffer_word_right(const struct line_buffer *line, size_t at);

/* As line_buffer_word_left, a word being whatever has no space in it. */
size_t line_buffer_space_left(const struct line_buffer *line, size_t at);
