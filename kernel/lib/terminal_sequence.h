/* SPDX-License-Identifier: MIT */
/*
 * lib/terminal_sequence.h — what control sequences do to a terminal. For the files of
 * lib/terminal.h only.
 */
#pragma once

#include "lib/terminal.h"

/* ESC, the intermediate byte in terminal->escape if any, and final. */
void terminal_short_do(struct terminal *terminal, uint32_t final);

/* CSI, what terminal->escape holds, and final. */
void terminal_sequence_do(struct terminal *terminal, uint32_t final);
