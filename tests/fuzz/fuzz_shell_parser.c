/* SPDX-License-Identifier: MIT */
/*
 * fuzz_shell_parser.c — the shell's parser under arbitrary lines: words stay in their text, an error
 * is for good, and quoting the words again gives the same words.
 */
#include "lib/error.h"
#include "lib/shell_parser.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Unlike assert() it is there whatever the build's flags are. */
#define MUST(condition)                                                                   \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            abort();                                                                      \
        }                                                                                 \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct shell_command_line command, again;

/* Writes the words of command so that they mean the same: each in double quotes. */
static bool words_quote(char *to, size_t size)
{
    size_t at = 0;

    for (unsigned i = 0; i < command.count; i++) {
        if (at + 2 * strlen(command.words[i]) + 4 > size)
            return false;
        to[at++] = ' ';
        to[at++] = '"';
        for (const char *c = command.words[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                to[at++] = '\\';
            to[at++] = *c;
        }
        to[at++] = '"';
    }
    to[at] = '\0';
    return true;
}

static void command_check(void)
{
    static char quoted[SHELL_LINE_MAX];
    struct shell_parser parser;
    const char *end = command.text;

    MUST(command.count >= 1 && command.count <= SHELL_WORDS_MAX);
    for (unsigned i = 0; i < command.count; i++) {
        MUST(command.words[i] == end);
        end += strlen(end) + 1;
        MUST(end <= command.text + SHELL_LINE_MAX);
    }
    if (!words_quote(quoted, sizeof(quoted)))
        return;
    shell_parser_init(&parser, quoted);
    MUST(shell_parser_next(&parser, &again) == 1);
    MUST(again.count == command.count && !again.only_if_well);
    for (unsigned i = 0; i < command.count; i++)
        MUST(strcmp(again.words[i], command.words[i]) == 0);
    MUST(shell_parser_next(&parser, &again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1); /* of just that size: the sanitizer sees its end */
    struct shell_parser parser;
    struct shell_place place;
    unsigned commands = 0;
    int result;

    MUST(line != NULL);
    memcpy(line, data, size);
    line[size] = '\0';
    shell_parser_init(&parser, line);
    while ((result = shell_parser_next(&parser, &command)) == 1) {
        MUST(commands++ > 0 || !command.only_if_well);
        command_check();
    }
    MUST(result == 0 || (result == -E_INVAL && parser.problem != NULL));
    MUST(shell_parser_next(&parser, &command) == result);
    for (size_t offset = 0; offset <= strlen(line); offset++)
        if (shell_place_find(&place, line, offset)) {
            MUST(place.word_start <= offset);
            MUST(place.word == 0 || place.command_start + place.command_size <= place.word_start);
        }
    free(line);
    return 0;
}
