/* SPDX-License-Identifier: MIT */
/*
 * lib/shell_parser.c — one pass, one command at a time.
 *
 * The words of a command are shorter than the part of the line they come from, but for a NUL each,
 * which has the place of the blank, quote or joint behind it; so a text of SHELL_LINE_MAX always
 * holds them, and longer lines are refused.
 */
#include "lib/shell_parser.h"

#include "lib/error.h"
#include "lib/str.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_and(const char *at)
{
    return at[0] == '&' && at[1] == '&';
}

/* True where a word cannot go on. */
static bool ends_word(const char *at)
{
    return *at == '\0' || is_blank(*at) || *at == ';' || is_and(at);
}

void shell_parser_init(struct shell_parser *parser, const char *line)
{
    *parser = (struct shell_parser){ .at = line };
    if (str_length_max(line, SHELL_LINE_MAX) == SHELL_LINE_MAX)
        parser->problem = "the line is too long";
}

static int wrong(struct shell_parser *parser, const char *problem)
{
    parser->problem = problem;
    return -E_INVAL;
}

/*
 * Copies what stands between quotes; parser->at is at the opening one and will be behind the closing
 * one. Returns the end of the copy, NULL when the quote is never closed.
 */
static char *quoted_take(struct shell_parser *parser, char *to)
{
    const char quote = *parser->at++;

    while (*parser->at != quote) {
        if (quote == '"' && *parser->at == '\\' && (parser->at[1] == '"' || parser->at[1] == '\\'))
            parser->at++;
        if (*parser->at == '\0')
            return NULL;
        *to++ = *parser->at++;
    }
    parser->at++;
    return to;
}

/* Copies one word and its NUL. Returns the end of the copy, NULL for a problem. */
static char *word_take(struct shell_parser *parser, char *to)
{
    while (!ends_word(parser->at)) {
        if (*parser->at == '\'' || *parser->at == '"') {
            const char quote = *parser->at;

            to = quoted_take(parser, to);
            if (to == NULL) {
                parser->problem = quote == '"' ? "a \" is never closed" : "a ' is never closed";
                return NULL;
            }
            continue;
        }
        if (*parser->at == '\\' && *++parser->at == '\0') {
            parser->problem = "nothing follows the last \\";
            return NULL;
        }
        *to++ = *parser->at++;
    }
    *to++ = '\0';
    return to;
}

/* Goes past blanks, a comment and what joins commands, up to the next word or the end. */
static int joints_pass(struct shell_parser *parser)
{
    for (;; parser->at++) {
        if (*parser->at == '#')
            parser->at += str_length(parser->at);
        if (is_and(parser->at)) {
            if (!parser->before_and)
                return wrong(parser, "no command stands before &&");
            parser->at++;
            parser->before_and = false;
            parser->after_and = true;
        } else if (*parser->at == ';') {
            if (parser->after_and)
                return wrong(parser, "no command follows &&");
            parser->before_and = false;
        } else if (!is_blank(*parser->at)) {
            break;
        }
    }
    if (*parser->at != '\0')
        return 1;
    return parser->after_and ? wrong(parser, "no command follows &&") : 0;
}

int shell_parser_next(struct shell_parser *parser, struct shell_command_line *command)
{
    char *to = command->text;
    int result;

    if (parser->problem != NULL)
        return -E_INVAL;
    result = joints_pass(parser);
    if (result <= 0)
        return result;
    command->only_if_well = parser->after_and;
    command->count = 0;
    while (*parser->at != '#' && !ends_word(parser->at)) {
        if (command->count == SHELL_WORDS_MAX)
            return wrong(parser, "a command has too many words");
        command->words[command->count++] = to;
        to = word_take(parser, to);
        if (to == NULL)
            return -E_INVAL;
        while (is_blank(*parser->at))
            parser->at++;
    }
    parser->after_and = false;
    parser->before_and = true;
    return 1;
}

/* Notes that a byte at offset i belongs to a word. */
static void word_go_on(struct shell_place *place, bool *in_word, size_t i)
{
    if (!*in_word)
        place->word_start = i;
    *in_word = true;
}

bool shell_place_find(struct shell_place *place, const char *line, size_t offset)
{
    bool in_word = false, is_literal = true;
    char quote = '\0';

    *place = (struct shell_place){ .word = 0 };
    for (size_t i = 0; i < offset && line[i] != '\0'; i++) {
        const char c = line[i];
        const bool is_joint = c == ';' || (i + 1 < offset && is_and(line + i));

        if (c == '\\' && quote != '\'') {
            word_go_on(place, &in_word, i++);
            is_literal = false;
        } else if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"') {
            word_go_on(place, &in_word, i);
            is_literal = false;
            quote = c;
        } else if (c == '#' && !in_word) {
            return false;
        } else if (!is_joint && !is_blank(c)) {
            word_go_on(place, &in_word, i);
        } else {
            if (in_word && place->word++ == 0) {
                place->command_start = place->word_start;
                place->command_size = i - place->word_start;
            }
            in_word = false;
            is_literal = true;
            if (is_joint)
                place->word = 0;
            i += c == '&';
        }
    }
    if (!in_word)
        place->word_start = offset;
    return is_literal;
}
