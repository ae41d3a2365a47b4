/* SPDX-License-Identifier: MIT */
/* lib/types.h — the few types and macros that every room uses. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A physical address: a number, never a pointer. */
typedef uint64_t paddr_t;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* a is a power of two; the result has the type of x. */
#define ALIGN_UP(x, a)   ALIGN_DOWN(ALIGN_MASK(x, a) + (x), a)
#define ALIGN_DOWN(x, a) (~ALIGN_MASK(x, a) & (x))
#define ALIGN_MASK(x, a) ((__typeof__(x))(-1 + (a)))
