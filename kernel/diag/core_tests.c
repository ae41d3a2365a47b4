/* SPDX-License-Identifier: MIT */
/* diag/core_tests.c — do all cores work, alike, and do they keep out of each other's way? */
#include "cpu/core.h"
#include "cpu/ipi.h"
#include "cpu/spinlock.h"
#include "dev/clock.h"
#include "dev/core_start.h"
#include "diag/test.h"
#include "lib/error.h"
#include "lib/timer_math.h"
#include "mm/frame.h"
#include "mm/paging.h"

#define CLOCK_READS 512 /* on all cores together */
#define BYTES_SEEN  0x1122334455667788ull

static void number_read(void *context)
{
    *(unsigned *)context = core_here()->number;
}

static enum test_result all_answer(struct test_run *run)
{
    if (core_start_missing() > 0)
        return test_fail(run, "%u of %u cores did not come", core_start_missing(),
                         core_count() + core_start_missing());
    for (unsigned i = 0; i < core_count(); i++) {
        unsigned number = CORES_MAX;
        const int result = ipi_call(i, number_read, &number);

        if (result != 0)
            return test_fail(run, "core %u does not answer: %s", i, error_name(result));
        if (number != i)
            return test_fail(run, "core %u answers as core %u", i, number);
    }
    return test_pass(run, "cores=%u", core_count());
}

/* Which memory is cached how should be the same everywhere; only firmware can mend it, so it is told. */
static enum test_result are_alike(struct test_run *run)
{
    unsigned others = 0;

    for (unsigned i = 1; i < core_count(); i++)
        others += core_at(i)->memory_types != core_at(0)->memory_types;
    return test_pass(run, "cores=%u other_memory_types=%u counter_offset=%lu", core_count(), others,
                     clock_offset_most());
}

static void counter_read(void *context)
{
    *(uint64_t *)context = clock_cycles();
}

/*
 * Each core in turn reads its counter between two looks at this one's: beyond them it has run faster,
 * slower, or been written to since its core started.
 */
static enum test_result clocks_go_together(struct test_run *run)
{
    if (core_count() < 2)
        return test_skip(run, "one core runs");
    for (unsigned i = 0; i < CLOCK_READS; i++) {
        const uint64_t before = clock_cycles();
        uint64_t theirs = 0;
        const int result = ipi_call(i % core_count(), counter_read, &theirs);
        const int64_t behind = timer_offset(before, theirs, clock_cycles());

        if (result != 0)
            return test_error(run, "core %u does not answer: %s", i % core_count(),
                              error_name(result));
        if (behind != 0)
            return test_fail(run, "core %u is %ld cycles behind core %u", i % core_count(), behind,
                             core_here()->number);
    }
    return test_pass(run, "reads=%u", CLOCK_READS);
}

struct look {
    volatile uint64_t *at;
    uint64_t seen;
};

static void word_read(void *context)
{
    struct look *look = context;

    look->seen = *look->at;
}

/* Every core looks at a page, which is then exchanged for another behind the same address. */
static const char *page_exchange(uint64_t at, const paddr_t frames[2], unsigned *core)
{
    struct look look = { .at = (volatile uint64_t *)(uintptr_t)at };

    for (unsigned turn = 0; turn < 2; turn++) {
        if (paging_map(at, frames[turn], PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK) != 0)
            return "the page cannot be mapped";
        *look.at = BYTES_SEEN + turn;
        for (unsigned i = 0; i < core_count(); i++) {
            *core = i;
            if (ipi_call(i, word_read, &look) != 0)
                return "does not answer";
            if (look.seen != BYTES_SEEN + turn)
                return "sees the page that was there before";
        }
        paging_unmap(at, PAGE_BYTES);
    }
    return NULL;
}

static enum test_result mappings_are_forgotten(struct test_run *run)
{
    const paddr_t frames[2] = { frame_alloc(0, FRAME_TEST), frame_alloc(0, FRAME_TEST) };
    const uint64_t at = paging_take(PAGE_BYTES, 0);
    const char *fault = "there is no memory for it";
    unsigned core = 0;

    if (core_count() < 2)
        fault = "";
    else if (frames[0] != 0 && frames[1] != 0 && at != 0)
        fault = page_exchange(at, frames, &core);
    if (at != 0)
        paging_give(at);
    for (unsigned i = 0; i < 2; i++)
        if (frames[i] != 0)
            frame_free(frames[i], 0, FRAME_TEST);
    if (fault == NULL)
        return test_pass(run, "cores=%u", core_count());
    return fault[0] == '\0' ? test_skip(run, "one core runs")
                            : test_fail(run, "core %u: %s", core, fault);
}

/* ---- the checker of locks, which must see what is planted ---- */

static struct spinlock first_lock = SPINLOCK("test, first");
static struct spinlock second_lock = SPINLOCK("test, second");
static unsigned faults;

static void fault_note(const char *what, const char *lock, const char *other)
{
    (void)what;
    (void)lock;
    (void)other;
    faults++;
}

static void both_take(struct spinlock *outer, struct spinlock *inner)
{
    const uint64_t flags = spin_lock(outer);
    const uint64_t more = spin_lock(inner);

    spin_unlock(inner, more);
    spin_unlock(outer, flags);
}

static const char *unseen(void)
{
    uint64_t flags;

    both_take(&first_lock, &second_lock);
    if (faults != 0)
        return "nothing, but a fault is seen where there is none";
    both_take(&second_lock, &first_lock);
    if (faults != 1)
        return "two locks taken in either order";
    flags = spin_lock(&first_lock);
    spin_lock(&first_lock);
    if (faults != 2)
        return "a lock taken twice";
    spin_unlock(&first_lock, flags);
    spin_unlock(&first_lock, flags);
    return faults == 3 ? NULL : "a lock given back that nobody holds";
}

static enum test_result locks_are_checked(struct test_run *run)
{
    const bool was_checking = spin_set_checking(true);
    const char *fault;

    faults = 0;
    spin_set_fault(fault_note);
    fault = unseen();
    spin_set_fault(NULL);
    spin_set_checking(was_checking);
    return fault == NULL ? test_pass(run, "checked_all_along=%s", was_checking ? "yes" : "no")
                         : test_error(run, "not noticed: %s", fault);
}

static const struct test tests[] = {
    { "cores.answer", all_answer },        { "cores.alike", are_alike },
    { "cores.clock", clocks_go_together }, { "cores.mappings", mappings_are_forgotten },
    { "cores.locks", locks_are_checked },
};

const struct test_group core_tests = { "cores", tests, ARRAY_SIZE(tests), false };
