/* SPDX-License-Identifier: MIT */
/* common/json_text.h — text of any bytes as a string of JSON (RFC 8259, section 7). */
#pragma once

#include <stddef.h>
#include <stdio.h>

/* Writes size bytes of text with the quotes around them; what is not ASCII is written as \u00xx. */
void json_text_print(FILE *to, const char *text, size_t size);
