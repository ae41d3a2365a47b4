/* SPDX-License-Identifier: MIT */
/* lib/lock_order.c — a graph of at most 64 nodes, a word of bits each, and a walk through it. */
#include "lib/lock_order.h"

/* Everything that was taken after `from`, directly or by way of others. */
static uint64_t reached_from(const struct lock_order *order, unsigned from)
{
    uint64_t reached = __atomic_load_n(&order->after[from], __ATOMIC_RELAXED), looked_at = 0;

    while (reached & ~looked_at) {
        const unsigned next = (unsigned)__builtin_ctzll(reached & ~looked_at);

        looked_at |= 1ull << next;
        reached |= __atomic_load_n(&order->after[next], __ATOMIC_RELAXED);
    }
    return reached;
}

bool lock_order_note(struct lock_order *order, unsigned held, unsigned then)
{
    if (held >= LOCK_ORDER_MAX || then >= LOCK_ORDER_MAX)
        return true;
    if (held == then || reached_from(order, then) & 1ull << held)
        return false;
    if (!(__atomic_load_n(&order->after[held], __ATOMIC_RELAXED) & 1ull << then))
        __atomic_fetch_or(&order->after[held], 1ull << then, __ATOMIC_RELAXED);
    return true;
}
