/* SPDX-License-Identifier: MIT */
/* shell/autorun.c — the command table and the little reader in front of it. */
#include "shell/autorun.h"

#include "dev/power.h"
#include "diag/diag.h"
#include "lib/cmdline.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/str.h"
#include "lib/types.h"

#define WORDS_MAX 32

static void diag_command(const char *const words[], unsigned count)
{
    static const char *const everything[] = { "all" };

    if (count == 0)
        diag_run(everything, 1);
    else
        diag_run(words, count);
}

static void poweroff_command(const char *const words[], unsigned count)
{
    (void)words;
    (void)count;
    power_off();
}

static void reboot_command(const char *const words[], unsigned count)
{
    (void)words;
    (void)count;
    power_reset();
}

static const struct {
    const char *name;
    void (*run)(const char *const words[], unsigned count);
} commands[] = {
    { "diag", diag_command },
    { "poweroff", poweroff_command },
    { "reboot", reboot_command },
};

static void command_run(char *line)
{
    char *words[WORDS_MAX];
    const int count = str_split_words(line, words, WORDS_MAX);

    if (count == 0)
        return;
    if (count < 0) {
        log_error("autorun: cannot read this command: %s", error_name(count));
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(commands); i++) {
        if (!str_equal(words[0], commands[i].name))
            continue;
        commands[i].run((const char *const *)words + 1, (unsigned)count - 1);
        return;
    }
    log_error("autorun: unknown command \"%s\" (there are diag, poweroff, reboot)", words[0]);
}

void autorun_run(const char *text)
{
    static char copy[CMDLINE_BYTES_MAX];
    char *line = copy;

    str_copy(copy, sizeof(copy), text);
    for (char *c = copy;; c++) {
        const char was = *c;

        if (was != ';' && was != '\0')
            continue;
        *c = '\0';
        command_run(line);
        if (was == '\0')
            return;
        line = c + 1;
    }
}
