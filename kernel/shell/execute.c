/* SPDX-License-Identifier: MIT */
/* shell/execute.c — parse, find, run, and say what is wrong. */
#include "shell/execute.h"

#include "dev/console.h"
#include "lib/shell_parser.h"
#include "lib/str.h"
#include "lib/suggest.h"
#include "shell/command.h"
#include "shell/output.h"

static struct shell_command_line command_line;

static int unknown_name(const char *name)
{
    const struct shell_command *command;
    struct suggest suggest;

    suggest_begin(&suggest, name);
    for (unsigned i = 0; (command = shell_command(i)) != NULL; i++)
        suggest_offer(&suggest, command->name);
    if (suggest.nearest != NULL)
        output_complain("unknown command \"%s\"; did you mean %s?", name, suggest.nearest);
    else
        output_complain("unknown command \"%s\"; help lists those there are", name);
    return SHELL_UNKNOWN;
}

static int command_run(void)
{
    const char *name = command_line.words[0];
    const struct shell_command *command = shell_command_find(name, str_length(name));
    int status;

    if (command == NULL)
        return unknown_name(name);
    output_go_on();
    console_flush(); /* what was typed is seen before it is done */
    status = command->run(command_line.count, command_line.words);
    if (status == SHELL_USAGE) {
        const struct shell_command *like = command;

        if (command->like != NULL)
            like = shell_command_find(command->like, str_length(command->like));
        if (like->usage[0] == '\0')
            output_complain("%s takes no words behind it", name);
        else
            output_complain("usage: %s %s", name, like->usage);
    }
    return output_is_interrupted() ? SHELL_STOPPED : status;
}

/* True when all of line can be read. */
static bool line_is_sound(const char *line)
{
    struct shell_parser parser;
    int result;

    shell_parser_init(&parser, line);
    do {
        result = shell_parser_next(&parser, &command_line);
    } while (result > 0);
    if (result < 0)
        output_complain("cannot read this line: %s", parser.problem);
    return result == 0;
}

int execute_line(const char *line, bool is_typed)
{
    struct shell_parser parser;
    int status = SHELL_WELL;

    output_begin(is_typed);
    if (!line_is_sound(line))
        return SHELL_USAGE;
    shell_parser_init(&parser, line);
    while (shell_parser_next(&parser, &command_line) > 0 && !output_is_interrupted())
        if (!command_line.only_if_well || status == SHELL_WELL)
            status = command_run();
    return status;
}

int shell_execute(const char *line)
{
    return execute_line(line, false);
}
