/* SPDX-License-Identifier: MIT */
/*
 * remark.c — finds one word in a line and undoes its quotes.
 */
#include "bootwatch/remark.h"

#include "common/number.h"

#include <string.h>

bool remark_is(const char *line, const char *word)
{
    size_t length = strlen(word);

    return strncmp(line, "# ", 2) == 0 && strncmp(line + 2, word, length) == 0 &&
           (line[2 + length] == ' ' || line[2 + length] == '\0');
}

/* One past the word that begins at `word`, its quotes respected. */
static const char *word_end(const char *word)
{
    bool quoted = false;

    for (; *word != '\0' && (quoted || *word != ' '); word++) {
        if (*word == '"')
            quoted = !quoted;
        else if (*word == '\\' && quoted && word[1] != '\0')
            word++;
    }
    return word;
}

/* The first character of KEY's value, or NULL. */
static const char *value_find(const char *line, const char *key)
{
    size_t key_length = strlen(key);

    while (*line != '\0') {
        if (*line == ' ') {
            line++;
            continue;
        }
        if (strncmp(line, key, key_length) == 0 && line[key_length] == '=')
            return line + key_length + 1;
        line = word_end(line);
    }
    return NULL;
}

bool remark_text(const char *line, const char *key, char *value, size_t size)
{
    const char *from = value_find(line, key);
    size_t length = 0;
    const char *end;
    bool quoted;

    value[0] = '\0';
    if (from == NULL)
        return false;
    end = word_end(from);
    quoted = *from == '"';
    if (quoted)
        from++;
    while (from < end && length + 1 < size) {
        if (quoted && *from == '"')
            break;
        if (quoted && *from == '\\' && from + 1 < end)
            from++;
        value[length++] = *from++;
    }
    value[length] = '\0';
    return true;
}

bool remark_number(const char *line, const char *key, uint64_t *value)
{
    char digits[24];

    return remark_text(line, key, digits, sizeof(digits)) &&
           number_parse(digits, UINT64_MAX, value);
}
