/* SPDX-License-Identifier: MIT */
/*
 * dev/clock_compare.c — is another core's counter where this one's is?
 *
 * This core asks and looks at its counter before and after the answer; the shortest of EXCHANGES_MOST
 * exchanges leaves the least doubt. They take some microseconds, but where an emulator plays both cores
 * on one a turn takes milliseconds each, so it ends when that much time is spent. Packages may differ by any number, and firmware has been seen to write
 * counters.
 */
#include "cpu/core.h"
#include "cpu/registers.h"
#include "dev/clock.h"
#include "lib/patience.h"
#include "lib/timer_math.h"

#define EXCHANGES_MOST 8
#define SPENT_MS_MOST  1
#define THE_END        UINT64_MAX /* asked for when there are no more exchanges */
#define ANSWER_MS      500

static uint64_t offset_most;

/* Waits until *number is not what it was, or patience ends. Returns what it is. */
static uint64_t await(const uint64_t *number, uint64_t before)
{
    struct patience patience;
    uint64_t now;

    patience_begin(&patience, tsc_read(), ANSWER_MS);
    while ((now = __atomic_load_n(number, __ATOMIC_ACQUIRE)) == before) {
        cpu_relax();
        if (patience_is_over(&patience, tsc_read()))
            break;
    }
    return now;
}

static void offset_note(struct clock_meeting *meeting)
{
    const uint64_t most =
        meeting->offset < 0 ? -(uint64_t)meeting->offset : (uint64_t)meeting->offset;

    if (most == 0)
        return;
    offset_most = most > offset_most ? most : offset_most;
    meeting->offset += core_here()->clock_offset;
}

bool clock_compare(struct clock_meeting *meeting)
{
    const uint64_t start = tsc_read(), spent_most = clock_tsc_hz() / 1000 * SPENT_MS_MOST;
    uint64_t shortest = UINT64_MAX;
    bool is_well = true;

    for (uint64_t n = 1; n <= EXCHANGES_MOST && is_well; n++) {
        const uint64_t before = tsc_read();
        uint64_t after;

        if (n > 1 && before - start > spent_most)
            break;
        __atomic_store_n(&meeting->asked, n, __ATOMIC_RELEASE);
        is_well = await(&meeting->answered, n - 1) == n;
        after = tsc_read();
        if (!is_well || after - before >= shortest)
            continue;
        shortest = after - before;
        meeting->offset = timer_offset(before, meeting->theirs, after);
    }
    if (is_well)
        offset_note(meeting);
    __atomic_store_n(&meeting->asked, is_well ? THE_END : 0, __ATOMIC_RELEASE);
    return is_well;
}

bool clock_be_compared(struct clock_meeting *meeting)
{
    uint64_t asked = 0;

    for (;;) {
        const uint64_t next = await(&meeting->asked, asked);

        if (next == asked || next == 0)
            return false;
        if (next == THE_END)
            break;
        asked = next;
        meeting->theirs = tsc_read();
        __atomic_store_n(&meeting->answered, asked, __ATOMIC_RELEASE);
    }
    core_here()->clock_offset = meeting->offset;
    return true;
}

uint64_t clock_offset_most(void)
{
    return offset_most;
}
