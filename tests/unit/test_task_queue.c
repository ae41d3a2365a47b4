/* SPDX-License-Identifier: MIT */
/* tests/unit/test_task_queue.c — the lists that threads wait in, beside an array that does the same. */
#include "exact.h"

#include "task/queue.c"

#define THREADS 12
#define CORES   4
#define STEPS   200000

static struct thread threads[THREADS];
static struct thread_queue queue;

/* The same queue as numbers, the first in front. */
static unsigned model[THREADS], count;

static void model_remove(unsigned at)
{
    for (count--; at < count; at++)
        model[at] = model[at + 1];
}

static int model_find(unsigned number)
{
    for (unsigned i = 0; i < count; i++)
        if (model[i] == number)
            return (int)i;
    return -1;
}

static void agree(void)
{
    unsigned at = 0;

    for (const struct thread *t = queue.first; t != NULL; t = t->next, at++) {
        assert_true(at < count);
        assert_ptr_equal(t, &threads[model[at]]);
        if (t->next == NULL)
            assert_ptr_equal(queue.last, t);
    }
    assert_int_equal(at, count);
    if (count == 0)
        assert_null(queue.last);
}

static void take(unsigned core)
{
    const struct thread *taken = queue_take_for(&queue, core);
    unsigned at = 0;

    while (at < count && threads[model[at]].bound_to != THREAD_ANY_CORE &&
           threads[model[at]].bound_to != (int)core)
        at++;
    if (at == count) {
        assert_null(taken);
        return;
    }
    assert_ptr_equal(taken, &threads[model[at]]);
    model_remove(at);
}

static void as_an_array_does(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (unsigned i = 0; i < THREADS; i++)
        threads[i].bound_to = i % 3 == 0 ? (int)(i % CORES) : THREAD_ANY_CORE;
    for (unsigned step = 0; step < STEPS; step++) {
        const unsigned number = exact_random(&random) % THREADS;
        const int at = model_find(number);

        switch (exact_random(&random) % 3) {
        case 0:
            if (at >= 0)
                break;
            queue_put(&queue, &threads[number]);
            model[count++] = number;
            break;
        case 1:
            queue_remove(&queue, &threads[number]); /* also when it is not there */
            if (at >= 0)
                model_remove((unsigned)at);
            break;
        default:
            take(number % CORES);
            break;
        }
        agree();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_an_array_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
