/* SPDX-License-Identifier: MIT */
/*
 * timelimit.c — arithmetic on CLOCK_MONOTONIC, saturating instead of wrapping.
 */
#include "common/timelimit.h"

#include <limits.h>
#include <time.h>

int64_t timelimit_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t timelimit_after_ms(int64_t ms)
{
    int64_t now = timelimit_now_ms();

    if (ms < 0 || ms > TIMELIMIT_NEVER - now)
        return TIMELIMIT_NEVER;
    return now + ms;
}

int64_t timelimit_earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool timelimit_is_over(int64_t limit)
{
    return limit != TIMELIMIT_NEVER && timelimit_now_ms() >= limit;
}

int timelimit_left_ms(int64_t limit)
{
    int64_t left;

    if (limit == TIMELIMIT_NEVER)
        return -1;
    left = limit - timelimit_now_ms();
    if (left <= 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}
