/* SPDX-License-Identifier: MIT */
/*
 * lines.h — cuts bytes as they come into lines; what a terminal would do with them is taken away
 * (common/plain.h), and a line that is too long is cut.
 */
#pragma once

#include "common/plain.h"

#include <stddef.h>
#include <stdint.h>

#define LINES_TEXT_MAX 1024

/* All zero is the start state. */
struct lines {
    struct plain plain;
    size_t length;
    char text[LINES_TEXT_MAX];
};

/* Takes bytes and calls `line` for each line that has come to its end. */
void lines_add(struct lines *lines, const uint8_t *bytes, size_t size,
               void (*line)(void *context, const char *text), void *context);
