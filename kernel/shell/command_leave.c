/* SPDX-License-Identifier: MIT */
/* shell/command_leave.c — judging the machine, and leaving it. */
#include "dev/power.h"
#include "diag/diag.h"
#include "lib/panic.h"
#include "shell/command.h"
#include "shell/words.h"

#define TEXT_MAX 160

int command_diag(unsigned count, const char *const words[])
{
    static const char *const everything[] = { "all" };
    const bool has_passed = count == 1 ? diag_run(everything, 1) : diag_run(words + 1, count - 1);

    return has_passed ? SHELL_WELL : SHELL_FAILED;
}

void complete_diag(struct completion *completion, unsigned word)
{
    const struct test_group *group;

    (void)word;
    completion_offer(completion, "all");
    for (unsigned g = 0; (group = diag_group(g)) != NULL; g++) {
        completion_offer(completion, group->name);
        for (unsigned t = 0; t < group->count; t++)
            completion_offer(completion, group->tests[t].name);
    }
}

int command_panic(unsigned count, const char *const words[])
{
    char text[TEXT_MAX];

    words_join(text, sizeof(text), count - 1, words + 1);
    panic("%s", count > 1 ? text : "asked for at the prompt");
}

int command_reboot(unsigned count, const char *const words[])
{
    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    power_reset();
}

int command_poweroff(unsigned count, const char *const words[])
{
    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    power_off();
}
