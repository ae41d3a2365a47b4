/* SPDX-License-Identifier: MIT */
/* shell/complete.h — what Tab offers. */
#pragma once

#include "lib/line_editor.h"

/* A line_complete_t: names of commands, then what the command itself offers. */
bool complete_line(void *context, const char *text, size_t cursor, struct completion *completion,
                   size_t *start);
