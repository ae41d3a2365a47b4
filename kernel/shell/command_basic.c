/* SPDX-License-Identifier: MIT */
/* shell/command_basic.c — help, and what has to do with the terminal only. */
#include "dev/keyboard.h"
#include "lib/color.h"
#include "lib/str.h"
#include "lib/version.h"
#include "shell/command.h"
#include "shell/output.h"

#define CLEAR_SCREEN   "\033[H\033[2J"
#define COLORS_DEFAULT "\033[39;49m"
#define BACKGROUNDS    COLOR_BRIGHT /* the first eight */

/* ECMA-48 SGR has 30 to 37 for text and, by custom, 90 to 97 for the bright ones. */
static unsigned sgr_of(unsigned color)
{
    return color < COLOR_BRIGHT ? 30 + color : 90 + color - COLOR_BRIGHT;
}

static void usage_print(const struct shell_command *command)
{
    output_print("%s%s%s\n  %s\n", command->name, command->usage[0] != '\0' ? " " : "",
                 command->usage, command->summary);
    if (command->details != NULL)
        output_write(command->details, str_length(command->details));
}

int command_help(unsigned count, const char *const words[])
{
    const struct shell_command *command;

    if (count > 2)
        return SHELL_USAGE;
    if (count == 2) {
        command = shell_command_find(words[1], str_length(words[1]));
        if (command != NULL && command->like != NULL)
            command = shell_command_find(command->like, str_length(command->like));
        if (command == NULL) {
            output_complain("help: there is no command \"%s\"", words[1]);
            return SHELL_FAILED;
        }
        usage_print(command);
        return SHELL_WELL;
    }
    for (unsigned i = 0; (command = shell_command(i)) != NULL; i++)
        if (command->like == NULL)
            output_print("  %-9s %s\n", command->name, command->summary);
    output_print("help COMMAND tells more, and help help which keys there are.\n");
    return SHELL_WELL;
}

void complete_help(struct completion *completion, unsigned word)
{
    const struct shell_command *command;

    for (unsigned i = 0; word == 1 && (command = shell_command(i)) != NULL; i++)
        completion_offer(completion, command->name);
}

int command_clear(unsigned count, const char *const words[])
{
    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    output_print(CLEAR_SCREEN);
    return SHELL_WELL;
}

int command_echo(unsigned count, const char *const words[])
{
    for (unsigned i = 1; i < count; i++) {
        output_write(words[i], str_length(words[i]));
        if (i + 1 < count)
            output_write(" ", 1);
    }
    output_write("\n", 1);
    return SHELL_WELL;
}

/* Each name in its own colour, but for black, which would not be seen. */
static void colors_show(void)
{
    for (unsigned i = 0; i < COLOR_COUNT; i++)
        output_print("  \033[%u;%um%s" COLORS_DEFAULT "\n", sgr_of(i), i == COLOR_BLACK ? 47u : 49u,
                     color_name(i));
}

int command_color(unsigned count, const char *const words[])
{
    const int foreground = count > 1 ? color_find(words[1]) : 0;
    const int background = count > 2 ? color_find(words[2]) : 0;

    if (count > 3)
        return SHELL_USAGE;
    if (count == 1) {
        colors_show();
        return SHELL_WELL;
    }
    if (count == 2 && str_equal(words[1], "default")) {
        output_print(COLORS_DEFAULT);
        return SHELL_WELL;
    }
    if (foreground < 0 || background < 0) {
        output_complain("color: there is no colour \"%s\"", words[foreground < 0 ? 1 : 2]);
        return SHELL_FAILED;
    }
    if (background >= (int)BACKGROUNDS) {
        output_complain("color: %s cannot be a background", words[2]);
        return SHELL_FAILED;
    }
    output_print("\033[%um", sgr_of((unsigned)foreground));
    if (count > 2)
        output_print("\033[%um", 40u + (unsigned)background);
    return SHELL_WELL;
}

void complete_color(struct completion *completion, unsigned word)
{
    const unsigned end = word == 1 ? COLOR_COUNT : word == 2 ? BACKGROUNDS : 0;

    for (unsigned i = 0; i < end; i++)
        completion_offer(completion, color_name(i));
    if (word == 1)
        completion_offer(completion, "default");
}

int command_keymap(unsigned count, const char *const words[])
{
    const char *name;

    if (count > 2)
        return SHELL_USAGE;
    if (count == 2 && keyboard_set_keymap(words[1]) != 0) {
        output_complain("keymap: there is no layout \"%s\"", words[1]);
        return SHELL_FAILED;
    }
    for (unsigned i = 0; count == 1 && (name = keyboard_keymap_name(i)) != NULL; i++)
        output_print("%c %s\n", str_equal(name, keyboard_keymap()) ? '*' : ' ', name);
    return SHELL_WELL;
}

void complete_keymap(struct completion *completion, unsigned word)
{
    const char *name;

    for (unsigned i = 0; word == 1 && (name = keyboard_keymap_name(i)) != NULL; i++)
        completion_offer(completion, name);
}

int command_version(unsigned count, const char *const words[])
{
    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    output_print("NoOS %s, loaded by %s\n", kernel_version, shell_context()->boot->loader);
    return SHELL_WELL;
}
