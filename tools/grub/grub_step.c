/* SPDX-License-Identifier: MIT */
/*
 * grub_step.c — of a configuration's commands only those that lead to the next one: `search --file
 * --set=root PATH` and its short forms, `set prefix=`, `source`, `configfile`. The rest of GRUB's
 * language is not understood: conditions count as met, and what a variable holds is not known.
 */
#include "grub/grub.h"

#include <string.h>

#define WORD_BYTES 256

/*
 * Takes a word, with its quotes removed. Returns false at the end of the command. A word longer than
 * there is room for is cut.
 */
static bool word_next(struct grub_part *text, char *word)
{
    size_t length = 0;
    char quote = '\0';
    bool is_word = false;

    while (text->size > 0) {
        char c = (char)text->bytes[0];
        bool is_blank = c == ' ' || c == '\t';
        bool is_end = c == '\n' || c == ';' || c == '{' || c == '}';

        if (c == '\\' && text->size > 1) {
            bool joins = text->bytes[1] == '\n';

            text->bytes += 2;
            text->size -= 2;
            if (!joins && length < WORD_BYTES - 1)
                word[length++] = (char)text->bytes[-1];
            is_word = is_word || !joins;
            continue;
        }
        if (quote == '\0' && (is_end || (is_blank && is_word)))
            break;
        text->bytes++;
        text->size--;
        if (quote == '\0' && is_blank)
            continue;
        is_word = true;
        if (quote == c)
            quote = '\0';
        else if (quote == '\0' && (c == '"' || c == '\''))
            quote = c;
        else if (length < WORD_BYTES - 1)
            word[length++] = c;
    }
    word[length] = '\0';
    return is_word;
}

/* The option's kind, or -1 when it is none that says what is searched for. */
static int option_kind(const char *word)
{
    static const struct {
        const char *word;
        enum grub_step_kind kind;
    } options[] = {
        { "-f", GRUB_STEP_FILE },          { "--file", GRUB_STEP_FILE },
        { "search.file", GRUB_STEP_FILE }, { "-u", GRUB_STEP_UUID },
        { "--fs-uuid", GRUB_STEP_UUID },   { "search.fs_uuid", GRUB_STEP_UUID },
        { "-l", GRUB_STEP_LABEL },         { "--label", GRUB_STEP_LABEL },
        { "--fs-label", GRUB_STEP_LABEL }, { "search.fs_label", GRUB_STEP_LABEL },
    };

    for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (strcmp(word, options[i].word) == 0)
            return (int)options[i].kind;
    return -1;
}

/* Reads the words behind "search"; false when they do not say what is searched for. */
static bool search_take(struct grub_part *config, struct grub_step *step, int kind)
{
    bool is_short = kind >= 0; /* search.file PATH VARIABLE HINT */
    char word[WORD_BYTES];

    step->target[0] = '\0';
    while (word_next(config, word)) {
        if (option_kind(word) >= 0)
            kind = option_kind(word);
        else if (word[0] != '-' && (!is_short || step->target[0] == '\0'))
            memcpy(step->target, word, sizeof(word));
    }
    if (kind < 0 || step->target[0] == '\0')
        return false;
    step->kind = (enum grub_step_kind)kind;
    return true;
}

static void line_skip(struct grub_part *config)
{
    char word[WORD_BYTES];

    while (word_next(config, word))
        continue;
}

/* Takes the rest of a command whose first word is known; false when it is none that matters. */
static bool command_take(struct grub_part *config, struct grub_step *step, char *word)
{
    if (strcmp(word, "search") == 0 || strncmp(word, "search.", 7) == 0)
        return search_take(config, step, option_kind(word));
    if (strcmp(word, "set") == 0 && !word_next(config, word))
        return false;
    if (strncmp(word, "prefix=", 7) == 0) {
        step->kind = GRUB_STEP_PREFIX;
        memmove(step->target, word + 7, strlen(word + 7) + 1);
        return true;
    }
    if (strcmp(word, "source") != 0 && strcmp(word, "configfile") != 0 && strcmp(word, ".") != 0)
        return false;
    step->kind = GRUB_STEP_SOURCE;
    return word_next(config, step->target);
}

bool grub_step_next(struct grub_part *config, struct grub_step *step)
{
    char word[WORD_BYTES];

    while (config->size > 0) {
        bool is_word = word_next(config, word), is_step = false;

        /* `if search ...` and `! search ...` search as well. */
        while (is_word && (strcmp(word, "if") == 0 || strcmp(word, "!") == 0 ||
                           strcmp(word, "then") == 0 || strcmp(word, "elif") == 0))
            is_word = word_next(config, word);
        if (is_word && word[0] == '#') {
            while (config->size > 0 && config->bytes[0] != '\n') {
                config->bytes++;
                config->size--;
            }
        } else if (is_word) {
            is_step = command_take(config, step, word);
            line_skip(config);
        }
        if (config->size > 0) {
            config->bytes++;
            config->size--;
        }
        if (is_step)
            return true;
    }
    return false;
}
