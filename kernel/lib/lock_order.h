/* SPDX-License-Identifier: MIT */
/*
 * lib/lock_order.h — which lock was ever taken while which other was held, and whether two orders
 * contradict each other: then two cores can wait for each other for ever, even if none has yet.
 *
 * Locks are numbers from 0 to LOCK_ORDER_MAX - 1. Any core may ask at any time; nothing is ever taken back.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LOCK_ORDER_MAX 64

struct lock_order {
    uint64_t after[LOCK_ORDER_MAX]; /* bit b of after[a]: b was taken while a was held */
};

/*
 * Notes that `then` is taken while `held` is held. False when a chain of earlier notes says the opposite,
 * or when they are the same lock; nothing is noted in that case.
 */
bool lock_order_note(struct lock_order *order, unsigned held, unsigned then);
