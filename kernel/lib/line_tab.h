/* SPDX-License-Identifier: MIT */
/* lib/line_tab.h — the Tab key of the line editor; only lib/line_editor.c calls it. */
#pragma once

#include "lib/line_editor.h"

/*
 * Lengthens the word at the cursor by what all its completions have in common, and by a space when
 * there is only one. When that was nothing and the key before was Tab too, lists them.
 */
void line_tab(struct line_editor *editor);
