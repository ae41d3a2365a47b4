/* SPDX-License-Identifier: MIT */
/* tests/fuzz/check.h — what a fuzz target demands of a result; a demand not met is a crash. */
#pragma once

#define CHECK(condition)      \
    do {                      \
        if (!(condition))     \
            __builtin_trap(); \
    } while (0)
