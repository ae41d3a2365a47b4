/* SPDX-License-Identifier: MIT */
/*
 * lib/str.c — strings that end in NUL.
 *
 * Whoever writes is told the room and always leaves a terminated string in it.
 */
#include "lib/str.h"

#include "lib/error.h"
#include "lib/mem.h"

size_t str_length(const char *s)
{
    const char *end = s;

    while (*end)
        end++;
    return (size_t)(end - s);
}

size_t str_length_max(const char *s, size_t max)
{
    size_t length = 0;

    while (length < max && s[length])
        length++;
    return length;
}

bool str_equal(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a == *b;
}

bool str_starts_with(const char *s, const char *prefix)
{
    for (; *prefix; s++, prefix++)
        if (*s != *prefix)
            return false;
    return true;
}

int str_copy(char *to, size_t size, const char *from)
{
    size_t length = str_length_max(from, size);

    if (size == 0)
        return -E_NOSPACE;
    if (length < size) {
        memcpy(to, from, length + 1);
        return 0;
    }
    memcpy(to, from, size - 1);
    to[size - 1] = '\0';
    return -E_NOSPACE;
}

int str_copy_printable(char *to, size_t size, const void *from, size_t from_size)
{
    const char *bytes = from;
    size_t length = str_length_max(bytes, from_size);
    size_t room = size ? size - 1 : 0;

    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < length && i < room; i++)
        to[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?';
    if (size)
        to[length < room ? length : room] = '\0';
    return size && length <= room ? 0 : -E_NOSPACE;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/*
 * Takes one word from *line, moving its bytes together over the removed quotes, and leaves *line
 * behind it. Returns false for a quote that is never closed.
 */
static bool word_take(char **line)
{
    char *from = *line;
    char *to = *line;
    char quote = '\0';

    for (; *from && (quote || !is_space(*from)); from++) {
        if (quote ? *from == quote : *from == '"' || *from == '\'')
            quote = quote ? '\0' : *from;
        else
            *to++ = *from;
    }
    *line = *from ? from + 1 : from;
    *to = '\0';
    return !quote;
}

int str_split_words(char *line, char *argv[], int max)
{
    int count = 0;

    for (;;) {
        while (is_space(*line))
            line++;
        if (!*line)
            return count;
        if (count >= max)
            return -E_NOSPACE;
        argv[count++] = line;
        if (!word_take(&line))
            return -E_INVAL;
    }
}
