/* SPDX-License-Identifier: MIT */
/*
 * shell/shell.h — the prompt people sit in front of, the same on every console at once.
 *
 * There is one shell and one line being typed, whichever console the keys come from.
 */
#pragma once

#include "fmt/multiboot2.h"
#include "mm/memory_map.h"

/* What commands show of the machine; all of it must stay in place. */
struct shell_context {
    const struct boot_info *boot;
    const struct memory_map *memory;
};

/* Must come before anything else here but shell_log_sink(). */
void shell_init(const struct shell_context *context);

/*
 * Reads commands from the console and runs them, for ever; sleeps while there is nothing to do.
 * Interrupts must be on.
 */
_Noreturn void shell_run(void);

/*
 * Runs the commands of line (see lib/shell_parser.h) without anybody at the console: nothing is
 * paged, and complaints go to the log. An unknown command is named and passed over. Returns the
 * status of the last command, 0 when it went well. Not re-entrant.
 */
int shell_execute(const char *line);

/*
 * A log sink, to be added before the consoles' own: takes the line being typed off the terminals, so
 * that log lines start in an empty row. The shell draws it again as soon as it runs. Callable at any
 * time, also from interrupt handlers; does nothing while no line is being typed.
 */
void shell_log_sink(void *context, const char *line, size_t size);
