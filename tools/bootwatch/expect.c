/* SPDX-License-Identifier: MIT */
/*
 * expect.c — reads an expectation and holds a verdict against it.
 */
#include "bootwatch/expect.h"

#include <stdio.h>
#include <string.h>

static bool word_parse(const char *text, size_t length, enum verdict_word *word)
{
    static const enum verdict_word words[] = { VERDICT_PASS,   VERDICT_FAIL,  VERDICT_REFUSE,
                                               VERDICT_ERROR,  VERDICT_PANIC, VERDICT_INCOMPLETE,
                                               VERDICT_RESTART };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const char *name = verdict_name(words[i]);

        if (strlen(name) == length && memcmp(name, text, length) == 0) {
            *word = words[i];
            return true;
        }
    }
    return false;
}

bool expect_parse(struct expect *expect, const char *text, char *why, size_t size)
{
    size_t word_length = strcspn(text, ":");
    int error;

    *expect = (struct expect){ .text = text };
    if (!word_parse(text, word_length, &expect->word)) {
        snprintf(why, size,
                 "the words are pass, fail, error, incomplete, restart, refuse:REGEX, "
                 "panic:REGEX");
        return false;
    }
    if (text[word_length] == '\0')
        return true;
    if (expect->word != VERDICT_REFUSE && expect->word != VERDICT_PANIC) {
        snprintf(why, size, "only refuse and panic take a pattern");
        return false;
    }
    error = regcomp(&expect->pattern, text + word_length + 1, REG_EXTENDED | REG_NOSUB);
    if (error != 0) {
        char problem[128];

        regerror(error, &expect->pattern, problem, sizeof(problem));
        snprintf(why, size, "the pattern is no regular expression: %s", problem);
        return false;
    }
    expect->has_pattern = true;
    return true;
}

void expect_free(struct expect *expect)
{
    if (expect->has_pattern)
        regfree(&expect->pattern);
    expect->has_pattern = false;
}

bool expect_is_met(const struct expect *expect, const struct verdict *verdict,
                   const struct ktap *ktap)
{
    const struct ktap_notice *notice =
        expect->word == VERDICT_PANIC ? &ktap->panic : &ktap->refusal;

    if (verdict->word != expect->word)
        return false;
    if (!expect->has_pattern)
        return true;
    return regexec(&expect->pattern, notice->what, 0, NULL, 0) == 0 ||
           regexec(&expect->pattern, notice->line, 0, NULL, 0) == 0;
}

enum exit_code expect_exit_code(bool met, const struct verdict *verdict, enum verdict_ending ending)
{
    if (verdict->word == VERDICT_IO)
        return EXIT_IO;
    if (ending == ENDING_INTERRUPT && verdict->word == VERDICT_INCOMPLETE)
        return EXIT_INCOMPLETE;
    return met ? EXIT_PASS : EXIT_FAIL;
}
