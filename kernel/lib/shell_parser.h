/* SPDX-License-Identifier: MIT */
/*
 * lib/shell_parser.h — from a typed line to commands and their words.
 *
 *   a b ; c        one after the other            'a  b'   as it stands
 *   a && b         b only when a went well        "a \" b" as it stands, but for \" and \\
 *   # …            to the end of the line: none   \x       x, whatever x is
 *
 * Quotes may open anywhere in a word; "" alone is a word. && and ; need no spaces around them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SHELL_LINE_MAX  4096 /* bytes, with the NUL */
#define SHELL_WORDS_MAX 32

struct shell_command_line {
    const char *words[SHELL_WORDS_MAX]; /* into text */
    unsigned count;                     /* at least 1 */
    bool only_if_well;                  /* && stands before it */
    char text[SHELL_LINE_MAX];
};

struct shell_parser {
    const char *at;
    bool after_and;      /* a command must follow */
    bool before_and;     /* a command was the last thing read, so && may follow */
    const char *problem; /* what is wrong with the line; NULL when nothing is */
};

/* The line stays the caller's and must last as long as the parser. */
void shell_parser_init(struct shell_parser *parser, const char *line);

/*
 * Reads the next command. Returns 1; 0 behind the last; -E_INVAL with parser->problem as a clause in
 * English when the line is wrong, for good.
 */
int shell_parser_next(struct shell_parser *parser, struct shell_command_line *command);

/* Where a byte of a line is: what completion wants to know. */
struct shell_place {
    size_t command_start, command_size; /* the first word of the command it belongs to */
    size_t word_start;                  /* of the word that ends there */
    unsigned word;                      /* number of the word in the command, from 0 */
};

/*
 * Looks at line up to offset. False when the word there is quoted or escaped, or in a comment, and
 * so cannot be taken literally.
 */
bool shell_place_find(struct shell_place *place, const char *line, size_t offset);
