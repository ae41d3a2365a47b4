/* SPDX-License-Identifier: MIT */
/*
 * diag/torture_tests.c — everything that cores do to each other, at once: threads that move, wait, sleep and
 * call, mappings that come and go, memory that is taken and given back.
 *
 * With mode=debug the checkers of locks and heap are on. Only on request: it takes TORTURE_MS.
 */
#include "cpu/core.h"
#include "cpu/ipi.h"
#include "cpu/tlb.h"
#include "dev/clock.h"
#include "diag/test.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/paging.h"
#include "task/mutex.h"
#include "task/oncpu.h"

#define TORTURE_MS   60000
#define PER_CORE     2
#define OBJECT_BYTES 200
#define NS_PER_MS    1000000ull

static struct {
    uint64_t rounds;
    uint64_t end_ns;
    unsigned ended;
    bool is_over;
    struct wait_queue over;
    const char *fault;
} torture;

static struct mutex list_mutex = MUTEX("torture");
static unsigned in_section;

static void fault_note(const char *what)
{
    __atomic_store_n(&torture.fault, what, __ATOMIC_RELEASE);
}

static void number_read(void *context)
{
    *(unsigned *)context = core_here()->number;
}

static void call_somebody(uint64_t random)
{
    const unsigned wanted = (unsigned)(random % core_count());
    unsigned number = CORES_MAX;

    if (ipi_call(wanted, number_read, &number) != 0)
        fault_note("a core did not answer a call");
    else if (number != wanted)
        fault_note("another core answered a call");
}

static void memory_use(uint64_t random)
{
    const size_t size = 1 + random % OBJECT_BYTES;
    uint8_t *object = kmalloc(size);

    if (object == NULL)
        return;
    memset(object, (int)random, size);
    thread_yield();
    for (size_t i = 0; i < size; i++)
        if (object[i] != (uint8_t)random)
            fault_note("memory changed under its owner");
    kfree(object);
}

static void mapping_use(uint64_t random)
{
    const paddr_t frame = frame_alloc(0, FRAME_TEST);
    const uint64_t at = frame != 0 ? paging_take(PAGE_BYTES, 0) : 0;

    if (at != 0 && paging_map(at, frame, PAGE_BYTES, PAGE_WRITE, CACHING_WRITE_BACK) == 0) {
        *(volatile uint64_t *)(uintptr_t)at = random;
        if (*(volatile uint64_t *)(uintptr_t)(DIRECT_MAP_BASE + frame) != random)
            fault_note("a mapping led to another page");
        paging_unmap(at, PAGE_BYTES);
    }
    if (at != 0)
        paging_give(at);
    if (frame != 0)
        frame_free(frame, 0, FRAME_TEST);
}

static void section_enter(void)
{
    mutex_lock(&list_mutex);
    if (__atomic_add_fetch(&in_section, 1, __ATOMIC_ACQ_REL) != 1)
        fault_note("two threads had one mutex");
    thread_yield();
    __atomic_sub_fetch(&in_section, 1, __ATOMIC_ACQ_REL);
    mutex_unlock(&list_mutex);
}

static void victim(void *context)
{
    uint64_t random = (uint64_t)(uintptr_t)context * 2 + 1, last_ns = 0;

    while (clock_now_ns() < torture.end_ns && torture.fault == NULL) {
        const uint64_t now_ns = clock_now_ns();

        if (now_ns < last_ns)
            fault_note("time went back");
        last_ns = now_ns;
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        switch (random >> 60 & 7) {
        case 0:
            thread_sleep_ns(random >> 40 & 0xffff);
            break;
        case 1:
        case 2:
            call_somebody(random >> 33);
            break;
        case 3:
            mapping_use(random >> 33);
            break;
        case 4:
            section_enter();
            break;
        default:
            memory_use(random >> 33);
            break;
        }
        __atomic_add_fetch(&torture.rounds, 1, __ATOMIC_RELAXED);
    }
    if (__atomic_sub_fetch(&torture.ended, 1, __ATOMIC_ACQ_REL) == 0)
        wait_finish(&torture.over, &torture.is_over);
}

static bool is_over(void *context)
{
    (void)context;
    return torture.is_over;
}

static enum test_result cores(struct test_run *run)
{
    const unsigned wanted = core_count() * PER_CORE;
    const uint64_t flushes = tlb_flush_count();
    const void *where = NULL;
    const char *fault;

    torture =
        (__typeof__(torture)){ .ended = wanted, .end_ns = clock_now_ns() + TORTURE_MS * NS_PER_MS };
    for (unsigned i = 0; i < wanted; i++)
        if (thread_start("victim", victim, (void *)(uintptr_t)i, THREAD_ANY_CORE) != 0 &&
            __atomic_sub_fetch(&torture.ended, 1, __ATOMIC_ACQ_REL) == 0)
            torture.is_over = true;
    wait_until(&torture.over, is_over, NULL, THREAD_FOREVER);
    fault = torture.fault;
    if (fault == NULL)
        fault = kheap_check(&where);
    if (fault == NULL)
        fault = frame_check();
    if (fault != NULL)
        return test_fail(run, "%s", fault);
    return test_pass(run, "threads=%u rounds=%lu mappings_forgotten=%lu", wanted, torture.rounds,
                     tlb_flush_count() - flushes);
}

static const struct test tests[] = {
    { "torture.cores", cores },
};

const struct test_group torture_tests = { "torture", tests, ARRAY_SIZE(tests), true };
