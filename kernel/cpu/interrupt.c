/* SPDX-License-Identifier: MIT */
/* cpu/interrupt.c — a table of handlers, and a counter for every vector on each core. */
#include "cpu/interrupt.h"

#include "cpu/core.h"
#include "lib/log.h"
#include "lib/types.h"

static struct {
    interrupt_handler_t handler;
    void *context;
    bool is_named; /* as not asked for */
} vectors[IDT_VECTORS];

static void (*stray_acknowledge)(unsigned vector);
static void (*interrupt_leave)(void);

void interrupt_set_handler(unsigned vector, interrupt_handler_t handler, void *context)
{
    if (vector < INTERRUPT_VECTOR_FIRST || vector >= IDT_VECTORS)
        return;
    vectors[vector].context = context;
    __atomic_store_n(&vectors[vector].handler, handler, __ATOMIC_RELEASE);
}

bool interrupt_has_handler(unsigned vector)
{
    return vector < IDT_VECTORS && vectors[vector].handler != NULL;
}

uint64_t interrupt_count(unsigned vector)
{
    uint64_t count = 0;

    for (unsigned i = 0; vector < IDT_VECTORS && i < core_count(); i++)
        count += core_at(i)->vectors[vector];
    return count;
}

void interrupt_set_stray(void (*acknowledge)(unsigned vector))
{
    stray_acknowledge = acknowledge;
}

void interrupt_set_leave(void (*leave)(void))
{
    interrupt_leave = leave;
}

static void stray(unsigned vector)
{
    if (stray_acknowledge != NULL)
        stray_acknowledge(vector);
    if (!__atomic_exchange_n(&vectors[vector].is_named, true, __ATOMIC_RELAXED))
        log_warning("cpu: interrupt vector %u came, and nothing here asked for it", vector);
}

void interrupt_dispatch(unsigned vector)
{
    struct core *core = core_here();
    const interrupt_handler_t handler = __atomic_load_n(&vectors[vector].handler, __ATOMIC_ACQUIRE);

    core->vectors[vector]++;
    core->interrupt_depth++;
    if (handler != NULL)
        handler(vectors[vector].context);
    else
        stray(vector);
    core->interrupt_depth--;
    if (interrupt_leave != NULL)
        interrupt_leave();
}
