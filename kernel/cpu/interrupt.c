/* SPDX-License-Identifier: MIT */
/* cpu/interrupt.c — a table of handlers, and a counter for every vector. */
#include "cpu/interrupt.h"

#include "cpu/idt.h"
#include "lib/log.h"
#include "lib/types.h"

static struct {
    interrupt_handler_t handler;
    void *context;
    uint64_t count;
} vectors[IDT_VECTORS];

void interrupt_set_handler(unsigned vector, interrupt_handler_t handler, void *context)
{
    if (vector < INTERRUPT_VECTOR_FIRST || vector >= IDT_VECTORS)
        return;
    vectors[vector].context = context;
    vectors[vector].handler = handler;
}

uint64_t interrupt_count(unsigned vector)
{
    return vector < IDT_VECTORS ? vectors[vector].count : 0;
}

void interrupt_dispatch(unsigned vector)
{
    const bool is_first = vectors[vector].count++ == 0;

    if (vectors[vector].handler != NULL)
        vectors[vector].handler(vectors[vector].context);
    else if (is_first)
        log_warning("cpu: interrupt vector %u came, and nothing here asked for it", vector);
}
