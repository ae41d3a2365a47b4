/* SPDX-License-Identifier: MIT */
/* shell/complete.c — finds the command a word belongs to and asks it. */
#include "shell/complete.h"

#include "lib/shell_parser.h"
#include "shell/command.h"

static void names_offer(struct completion *completion)
{
    const struct shell_command *command;

    for (unsigned i = 0; (command = shell_command(i)) != NULL; i++)
        completion_offer(completion, command->name);
}

bool complete_line(void *context, const char *text, size_t cursor, struct completion *completion,
                   size_t *start)
{
    const struct shell_command *command;
    struct shell_place place;

    (void)context;
    if (!shell_place_find(&place, text, cursor))
        return false;
    *start = place.word_start;
    if (!completion_begin(completion, text + place.word_start, cursor - place.word_start))
        return false;
    if (place.word == 0) {
        names_offer(completion);
        return true;
    }
    command = shell_command_find(text + place.command_start, place.command_size);
    if (command == NULL || command->complete == NULL)
        return false;
    command->complete(completion, place.word);
    return true;
}
