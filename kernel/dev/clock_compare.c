/* SPDX-License-Identifier: MIT */
/*
 * dev/clock_compare.c — is another core's counter where this one's is?
 *
 * This core asks and looks at its counter before and after the answer; the shortest of EXCHANGES
 * exchanges leaves the least doubt. Packages may differ by any number, and firmware has been seen to write
 * counters.
 */
#include "cpu/core.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "lib/patience.h"
#include "lib/timer_math.h"

#define EXCHANGES 8
#define ANSWER_MS 500

static uint64_t offset_most;

/* Waits until *number is value, or patience ends. */
static bool await(const uint64_t *number, uint64_t value)
{
    struct patience patience;

    patience_begin(&patience, tsc_read(), ANSWER_MS);
    while (__atomic_load_n(number, __ATOMIC_ACQUIRE) != value) {
        cpu_relax();
        if (patience_is_over(&patience, tsc_read()))
            return false;
    }
    return true;
}

bool clock_compare(struct clock_meeting *meeting)
{
    uint64_t shortest = UINT64_MAX;
    bool is_well = true;

    for (uint64_t n = 1; n <= EXCHANGES && is_well; n++) {
        const uint64_t before = tsc_read();
        uint64_t after;

        __atomic_store_n(&meeting->asked, n, __ATOMIC_RELEASE);
        is_well = await(&meeting->answered, n);
        after = tsc_read();
        if (!is_well || after - before >= shortest)
            continue;
        shortest = after - before;
        meeting->offset = timer_offset(before, meeting->theirs, after);
    }
    meeting->offset = is_well ? meeting->offset : 0;
    if (meeting->offset != 0) {
        const uint64_t most =
            meeting->offset < 0 ? -(uint64_t)meeting->offset : (uint64_t)meeting->offset;

        offset_most = most > offset_most ? most : offset_most;
        meeting->offset += core_here()->clock_offset;
    }
    __atomic_store_n(&meeting->asked, is_well ? EXCHANGES + 1 : 0, __ATOMIC_RELEASE);
    return is_well;
}

bool clock_be_compared(struct clock_meeting *meeting)
{
    for (uint64_t n = 1; n <= EXCHANGES; n++) {
        if (!await(&meeting->asked, n))
            return false;
        meeting->theirs = tsc_read();
        __atomic_store_n(&meeting->answered, n, __ATOMIC_RELEASE);
    }
    if (!await(&meeting->asked, EXCHANGES + 1))
        return false;
    core_here()->clock_offset = meeting->offset;
    return true;
}

uint64_t clock_offset_most(void)
{
    return offset_most;
}
