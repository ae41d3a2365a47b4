/* SPDX-License-Identifier: MIT */
/* lib/line_keys.h — what each key of the line editor does; only lib/line_editor.c calls it. */
#pragma once

#include "lib/line_editor.h"

/* Does what the key is for; a character types itself. Keys without a meaning do nothing. */
void line_key_obey(struct line_editor *editor, uint32_t key);
