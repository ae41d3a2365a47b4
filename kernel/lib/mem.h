/* SPDX-License-Identifier: MIT */
/*
 * lib/mem.h — the four byte-moving functions that gcc and clang may call by
 * themselves (GCC manual, "Standards": freestanding environments), with the
 * meaning ISO C 7.24 gives them.
 */
#pragma once

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
