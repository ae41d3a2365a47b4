/* SPDX-License-Identifier: MIT */
/* shell/words.h — what several commands do with their words. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Puts the words together with a space between; cut to size. */
void words_join(char *to, size_t size, unsigned count, const char *const words[]);

/* Reads a number for the command of that name. 0, or an -E_… about which has been complained. */
int words_number(const char *command, const char *word, uint64_t *value);
