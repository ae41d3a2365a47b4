/* SPDX-License-Identifier: MIT */
/*
 * lib/cmdline.c — splits the command line into words, undoing what the loader did to them.
 *
 * The text of every word lies in cmdline->text, one behind the other, each with its NUL; a word
 * enters the table only when all of it was understood.
 */
#include "lib/cmdline.h"

#include "lib/error.h"
#include "lib/str.h"

#include <stdbool.h>

struct cmdline_reader {
    const char *at, *end;
    struct cmdline *cmdline;
    size_t used; /* bytes of cmdline->text */
};

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* A byte for the text; the last byte stays free for a NUL. */
static bool text_put(struct cmdline_reader *reader, char c)
{
    if (reader->used >= CMDLINE_BYTES_MAX - 1)
        return false;
    reader->cmdline->text[reader->used++] = c;
    return true;
}

/* The next character, with \\ \" and \' undone. */
static char char_take(struct cmdline_reader *reader)
{
    char c = *reader->at++;

    if (c == '\\' && reader->at < reader->end && (*reader->at == '\\' || is_quote(*reader->at)))
        c = *reader->at++;
    return c;
}

/* Reads one word into the text and tells where its value begins (NULL: no '='). */
static int word_take(struct cmdline_reader *reader, char **value)
{
    char quote = '\0';
    bool may_open = true; /* at the start of the word, or right behind its first '=' */

    *value = NULL;
    while (reader->at < reader->end && (quote || !is_separator(*reader->at))) {
        bool is_assignment = *reader->at == '=' && !*value;

        if (quote ? *reader->at == quote : may_open && is_quote(*reader->at)) {
            quote = quote ? '\0' : *reader->at;
            reader->at++;
            may_open = false;
            continue;
        }
        if (!text_put(reader, is_assignment ? '\0' : char_take(reader)))
            return -E_NOSPACE;
        if (is_assignment) {
            *value = reader->cmdline->text + reader->used;
            reader->at++;
        }
        may_open = is_assignment && !quote;
    }
    if (quote)
        return -E_INVAL;
    reader->cmdline->text[reader->used++] = '\0';
    return 0;
}

int cmdline_parse(struct cmdline *cmdline, const char *line, size_t size)
{
    struct cmdline_reader reader = {
        .at = line,
        .end = line + str_length_max(line, size),
        .cmdline = cmdline,
    };

    cmdline->count = 0;
    for (;;) {
        size_t start = reader.used;
        char *value;
        int error;

        while (reader.at < reader.end && is_separator(*reader.at))
            reader.at++;
        if (reader.at == reader.end)
            return (int)cmdline->count;
        if (cmdline->count == CMDLINE_WORDS_MAX || start == CMDLINE_BYTES_MAX)
            return -E_NOSPACE;
        error = word_take(&reader, &value);
        if (error)
            return error;
        if (reader.used - start == 1)
            continue; /* "" is no word */
        cmdline->words[cmdline->count++] = (struct cmdline_word){
            .key = cmdline->text + start,
            .value = value,
        };
    }
}

const char *cmdline_value_at(const struct cmdline *cmdline, const char *key, unsigned n)
{
    for (unsigned i = 0; i < cmdline->count; i++) {
        const struct cmdline_word *word = &cmdline->words[i];

        if (str_equal(word->key, key) && n-- == 0)
            return word->value ? word->value : "";
    }
    return NULL;
}

const char *cmdline_value(const struct cmdline *cmdline, const char *key)
{
    for (unsigned i = cmdline->count; i > 0; i--) {
        const struct cmdline_word *word = &cmdline->words[i - 1];

        if (str_equal(word->key, key))
            return word->value ? word->value : "";
    }
    return NULL;
}
