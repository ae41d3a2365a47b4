/* SPDX-License-Identifier: MIT */
/* diag/test.c — the four ways a test ends. */
#include "diag/test.h"

#include "lib/print.h"

#define TEST_ENDING(name, result)                                        \
    enum test_result name(struct test_run *run, const char *format, ...) \
    {                                                                    \
        va_list args;                                                    \
                                                                         \
        va_start(args, format);                                          \
        print_vformat(run->detail, sizeof(run->detail), format, args);   \
        va_end(args);                                                    \
        return result;                                                   \
    }

TEST_ENDING(test_pass, TEST_PASS)
TEST_ENDING(test_fail, TEST_FAIL)
TEST_ENDING(test_skip, TEST_SKIP)
TEST_ENDING(test_error, TEST_ERROR)
