/* SPDX-License-Identifier: MIT */
/* cpu/tlb.c — one request at a time, which every other core answers by clearing its flag. */
#include "cpu/tlb.h"

#include "cpu/core.h"
#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "cpu/spinlock.h"
#include "lib/panic.h"
#include "lib/patience.h"

#define PAGE       4096u
#define PAGES_MOST 64 /* more are forgotten all at once */
#define ANSWER_MS  5000

static struct spinlock request_lock = SPINLOCK("TLB request");
static uint64_t request_virtual, request_size; /* of whoever holds the lock */
static uint64_t requests;

static void flush_here(uint64_t virtual, uint64_t size)
{
    if (size / PAGE > PAGES_MOST) {
        cr3_write(cr3_read());
        return;
    }
    for (uint64_t done = 0; done < size; done += PAGE)
        tlb_flush_page(virtual + done);
}

void tlb_serve(void)
{
    struct core *core = core_here();

    if (!__atomic_load_n(&core->flush_wanted, __ATOMIC_ACQUIRE))
        return;
    flush_here(request_virtual, request_size);
    __atomic_store_n(&core->flush_wanted, false, __ATOMIC_RELEASE);
}

static void answer_await(const struct core *core)
{
    const uint64_t start = tsc_read();
    struct patience patience;

    patience_begin(&patience, start, ANSWER_MS);
    while (__atomic_load_n(&core->flush_wanted, __ATOMIC_ACQUIRE)) {
        cpu_relax();
        if (patience_is_over(&patience, tsc_read()))
            panic("core %u does not answer: it was to forget a mapping", core->number);
    }
    patience_learn(tsc_read() - start);
}

void tlb_flush_everywhere(uint64_t virtual, uint64_t size)
{
    uint64_t flags;

    flush_here(virtual, size);
    if (core_count() < 2)
        return;
    flags = spin_lock(&request_lock);
    request_virtual = virtual;
    request_size = size;
    requests++;
    flush_here(virtual, size); /* this thread may have come to another core meanwhile */
    for (unsigned i = 0; i < core_count(); i++)
        if (core_at(i) != core_here())
            __atomic_store_n(&core_at(i)->flush_wanted, true, __ATOMIC_RELEASE);
    core_interrupt_others(VECTOR_FLUSH);
    for (unsigned i = 0; i < core_count(); i++)
        if (core_at(i) != core_here())
            answer_await(core_at(i));
    spin_unlock(&request_lock, flags);
}

uint64_t tlb_flush_count(void)
{
    return __atomic_load_n(&requests, __ATOMIC_RELAXED);
}
