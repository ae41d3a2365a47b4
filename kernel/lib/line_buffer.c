/* SPDX-License-Identifier: MIT */
/*
 * lib/line_buffer.c — text moved about in place. A word is a run of letters, digits and everything
 * beyond ASCII.
 */
#include "lib/line_buffer.h"

#include "lib/mem.h"
#include "lib/str.h"

static bool is_continuation(char c)
{
    return (c & 0xc0) == 0x80;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

void line_buffer_set(struct line_buffer *line, const char *text)
{
    size_t length = str_length_max(text, LINE_BYTES_MAX);

    if (length == LINE_BYTES_MAX)
        length--;
    while (length > 0 && is_continuation(text[length]))
        length--;
    memmove(line->text, text, length);
    line->text[length] = '\0';
    line->length = line->cursor = length;
}

bool line_buffer_insert(struct line_buffer *line, const char *bytes, size_t size)
{
    char *at = line->text + line->cursor;

    if (size > LINE_BYTES_MAX - 1 - line->length)
        return false;
    memmove(at + size, at, line->length - line->cursor + 1);
    memcpy(at, bytes, size);
    line->length += size;
    line->cursor += size;
    return true;
}

void line_buffer_erase(struct line_buffer *line, size_t from, size_t to)
{
    if (to > line->length)
        to = line->length;
    if (from >= to)
        return;
    memmove(line->text + from, line->text + to, line->length - to + 1);
    line->length -= to - from;
    if (line->cursor >= to)
        line->cursor -= to - from;
    else if (line->cursor > from)
        line->cursor = from;
}

size_t line_buffer_left(const struct line_buffer *line, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && is_continuation(line->text[at]))
        at--;
    return at;
}

size_t line_buffer_right(const struct line_buffer *line, size_t at)
{
    if (at < line->length)
        at++;
    while (at < line->length && is_continuation(line->text[at]))
        at++;
    return at;
}

size_t line_buffer_word_left(const struct line_buffer *line, size_t at)
{
    while (at > 0 && !is_word(line->text[at - 1]))
        at--;
    while (at > 0 && is_word(line->text[at - 1]))
        at--;
    return at;
}

size_t line_buffer_word_right(const struct line_buffer *line, size_t at)
{
    while (at < line->length && !is_word(line->text[at]))
        at++;
    while (at < line->length && is_word(line->text[at]))
        at++;
    return at;
}

size_t line_buffer_space_left(const struct line_buffer *line, size_t at)
{
    while (at > 0 && line->text[at - 1] == ' ')
        at--;
    while (at > 0 && line->text[at - 1] != ' ')
        at--;
    return at;
}
