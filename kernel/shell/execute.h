/* SPDX-License-Identifier: MIT */
/* shell/execute.h — running a line of commands; shell_execute() is the same for nobody at the console. */
#pragma once

#include <stdbool.h>

/*
 * Runs line as one that was typed, or not. A line that cannot be read is named and none of it run.
 * Returns the status of the last command that ran. Not re-entrant: commands run no lines.
 */
int execute_line(const char *line, bool is_typed);
