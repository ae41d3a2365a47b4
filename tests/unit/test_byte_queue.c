/* SPDX-License-Identifier: MIT */
/*
 * test_byte_queue.c — the queue, with its producer breaking in wherever it can.
 *
 * Every access of the queue to its memory goes through a hook, so that a burst of codes can arrive
 * exactly there. All sequences of few operations around the interesting fill levels are tried with
 * a burst at every access and at every pair of accesses; then two threads do what they like.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <pthread.h>

#include <cmocka.h>

static void access_hook(void);

#define __atomic_load_n(word, order)         (access_hook(), __atomic_load_n(word, order))
#define __atomic_store_n(word, value, order) (access_hook(), __atomic_store_n(word, value, order))

#include "lib/byte_queue.c"

#define N             BYTE_QUEUE_ENTRIES
#define BURSTS        2
#define THREADS_CODES 3000000u

static struct byte_queue queue;

/* Bursts that come in at the given accesses (counted from 0) of what the consumer does. */
static struct {
    bool armed;
    unsigned accesses;
    unsigned at[BURSTS], size[BURSTS];
} plan;
static unsigned
    takes_in_put; /* how often the consumer looks in at the last access of the next put */
static unsigned accesses_most; /* that one get made, over all plans of a test */

static uint64_t put_count, got_count; /* what a queue that loses nothing but counts would know */

/* Code number n (from 0) has this value; neighbours, rounds and small shifts all differ. */
static uint8_t code_value(uint64_t n)
{
    return (uint8_t)(n * 7 + n / N * 3 + n / 251);
}

static void put_many(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        byte_queue_put(&queue, code_value(put_count++));
}

static void take_in_put(void);

static void access_hook(void)
{
    unsigned access;

    take_in_put();
    if (!plan.armed)
        return;
    access = plan.accesses++;
    plan.armed = false;
    for (unsigned i = 0; i < BURSTS; i++)
        if (plan.size[i] != 0 && plan.at[i] == access)
            put_many(plan.size[i]);
    plan.armed = true;
}

static void fresh_queue(void)
{
    memset(&queue, 0, sizeof(queue));
    memset(&plan, 0, sizeof(plan));
    put_count = got_count = 0;
}

/*
 * Takes one code while the plan runs and holds it against what may be there: the code is the next
 * one not dropped, and what was passed over is exactly what was counted.
 */
static void get_one(bool armed)
{
    const uint64_t before = put_count;
    uint64_t number;
    int code;

    plan.accesses = 0;
    plan.armed = armed;
    code = byte_queue_get(&queue);
    plan.armed = false;
    if (plan.accesses > accesses_most)
        accesses_most = plan.accesses;
    if (code < 0) {
        assert_true(before == got_count + byte_queue_dropped(&queue) || before == 0);
        return;
    }
    number = queue.next - 1;
    assert_int_equal(number, got_count + queue.dropped);
    assert_true(number < put_count);
    assert_int_equal(code, code_value(number));
    if (before > N)
        assert_true(number >= before - N);
    got_count++;
}

/* Empties the queue undisturbed; nothing may be missing. */
static void everything_is_accounted(void)
{
    const uint64_t lost = byte_queue_dropped(&queue);
    const uint64_t held = put_count - got_count - lost;

    assert_true(held <= N);
    for (uint64_t i = 0; i < held; i++) {
        const int code = byte_queue_get(&queue);

        assert_int_equal(code, code_value(put_count - held + i));
    }
    assert_int_equal(byte_queue_get(&queue), -1);
    assert_int_equal(byte_queue_dropped(&queue), lost);
    got_count += held;
    assert_int_equal(got_count + lost, put_count);
}

static void empty_queue_gives_nothing(void **state)
{
    (void)state;
    fresh_queue();
    assert_int_equal(byte_queue_get(&queue), -1);
    assert_int_equal(byte_queue_dropped(&queue), 0);
    byte_queue_put(&queue, 0);
    byte_queue_put(&queue, 0xff);
    assert_int_equal(byte_queue_get(&queue), 0);
    assert_int_equal(byte_queue_get(&queue), 0xff);
    assert_int_equal(byte_queue_get(&queue), -1);
}

static void full_queue_keeps_all(void **state)
{
    (void)state;
    fresh_queue();
    put_many(N);
    assert_int_equal(byte_queue_dropped(&queue), 0);
    everything_is_accounted();
    assert_int_equal(got_count, N);
}

static void one_too_many_drops_the_oldest(void **state)
{
    (void)state;
    fresh_queue();
    put_many(N + 1);
    assert_int_equal(byte_queue_dropped(&queue), 1); /* counted before anybody looks */
    assert_int_equal(byte_queue_get(&queue), code_value(1));
    assert_int_equal(byte_queue_dropped(&queue), 1);
    got_count++;
    everything_is_accounted();
}

static void drops_add_up(void **state)
{
    (void)state;
    fresh_queue();
    for (unsigned round = 0; round < 5; round++) {
        put_many(3 * N + round);
        get_one(false);
    }
    assert_true(byte_queue_dropped(&queue) > 10 * N);
    everything_is_accounted();
}

/* Every sequence of LENGTH steps, each a run of puts or gets. */
static void every_short_sequence_is_right(void **state)
{
    enum { LENGTH = 6 };
    static const int steps[] = { 1, N - 1, N, -1, -(N - 1) };
    unsigned sequences = 1;

    (void)state;
    for (unsigned i = 0; i < LENGTH; i++)
        sequences *= sizeof(steps) / sizeof(steps[0]);
    for (unsigned sequence = 0; sequence < sequences; sequence++) {
        unsigned rest = sequence;

        fresh_queue();
        for (unsigned i = 0; i < LENGTH; i++, rest /= 5) {
            const int step = steps[rest % 5];

            if (step > 0)
                put_many((unsigned)step);
            for (int n = step; n < 0; n++)
                get_one(false);
        }
        if (sequence % 16 == 0)
            everything_is_accounted();
    }
}

static void try_plan(uint64_t filled, uint64_t taken)
{
    const unsigned at0 = plan.at[0], at1 = plan.at[1], size0 = plan.size[0], size1 = plan.size[1];

    fresh_queue();
    put_many((unsigned)taken);
    for (uint64_t i = 0; i < taken; i++)
        get_one(false);
    put_many((unsigned)filled);
    plan.at[0] = at0;
    plan.at[1] = at1;
    plan.size[0] = size0;
    plan.size[1] = size1;
    get_one(true);
    get_one(false);
    everything_is_accounted();
}

/* The consumer makes at most this many accesses while two bursts come in. */
#define ACCESSES 32

static void producer_may_break_in_anywhere(void **state)
{
    static const unsigned fills[] = { 0, 1, N - 1, N, N + 1, 2 * N };
    static const unsigned bursts[] = { 1, N - 1, N, N + 1, 2 * N + 1 };

    (void)state;
    accesses_most = 0;
    for (unsigned f = 0; f < 6; f++)
        for (unsigned b = 0; b < 5; b++)
            for (unsigned at = 0; at < ACCESSES; at++) {
                plan.at[0] = at;
                plan.size[0] = bursts[b];
                plan.size[1] = 0;
                try_plan(fills[f], f * 5 + b);
            }
    assert_true(accesses_most > 10); /* a skip was broken into and went round again */
    assert_true(accesses_most < ACCESSES);
}

static void producer_may_break_in_twice(void **state)
{
    static const unsigned fills[] = { 0, 1, N, N + 1 };
    static const unsigned bursts[] = { 1, N, N + 1 };

    (void)state;
    accesses_most = 0;
    for (unsigned f = 0; f < 4; f++)
        for (unsigned b = 0; b < 9; b++)
            for (unsigned first = 0; first < ACCESSES; first++)
                for (unsigned second = first; second < ACCESSES; second++) {
                    plan.at[0] = first;
                    plan.size[0] = bursts[b % 3];
                    plan.at[1] = second;
                    plan.size[1] = bursts[b / 3];
                    try_plan(fills[f], b);
                }
    assert_true(accesses_most > 17); /* twice */
    assert_true(accesses_most < ACCESSES);
}

/* Called before every access: the third of a put is between its two stores. */
static void take_in_put(void)
{
    static unsigned accesses;
    unsigned takes = takes_in_put;

    if (takes == 0 || ++accesses < 3)
        return;
    accesses = 0;
    takes_in_put = 0;
    while (takes-- > 0) {
        const uint64_t lost = byte_queue_dropped(&queue);
        const int code = byte_queue_get(&queue);

        assert_true(got_count + lost <= put_count);
        if (code >= 0) {
            assert_int_equal(queue.next - 1, got_count + queue.dropped);
            assert_int_equal(code, code_value(queue.next - 1));
            got_count++;
        }
        assert_true(byte_queue_dropped(&queue) >= lost);
    }
}

static void consumer_may_look_in_during_a_put(void **state)
{
    static const unsigned fills[] = { 0, 1, N - 1, N, N + 1, 2 * N };
    static const unsigned takes[] = { 1, 2, N, N + 1 };

    (void)state;
    for (unsigned f = 0; f < 6; f++)
        for (unsigned t = 0; t < 4; t++)
            for (unsigned taken = 0; taken < 2 * N; taken += N - 1) {
                fresh_queue();
                put_many(taken);
                for (unsigned i = 0; i < taken; i++)
                    get_one(false);
                put_many(fills[f]);
                takes_in_put = takes[t];
                put_many(1);
                assert_int_equal(takes_in_put, 0);
                everything_is_accounted();
            }
}

static bool producer_is_done;

static void *produce(void *context)
{
    (void)context;
    for (uint64_t n = 0; n < THREADS_CODES; n++)
        byte_queue_put(&queue, code_value(n));
    __atomic_store_n(&producer_is_done, true, __ATOMIC_RELEASE);
    return NULL;
}

/* Two threads: the order holds, no code is made up, none is lost without being counted. */
static void two_threads_agree(void **state)
{
    pthread_t producer;
    uint64_t got = 0, wrong = 0;
    bool last_round = false;

    (void)state;
    fresh_queue();
    producer_is_done = false;
    assert_int_equal(pthread_create(&producer, NULL, produce, NULL), 0);
    while (!last_round) {
        int code;

        last_round = __atomic_load_n(&producer_is_done, __ATOMIC_ACQUIRE);
        while ((code = byte_queue_get(&queue)) >= 0) {
            wrong += code != code_value(queue.next - 1);
            got++;
            wrong += got + queue.dropped != queue.next;
        }
    }
    assert_int_equal(pthread_join(producer, NULL), 0);
    assert_int_equal(wrong, 0);
    assert_int_equal(got + byte_queue_dropped(&queue), THREADS_CODES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_queue_gives_nothing),
        cmocka_unit_test(full_queue_keeps_all),
        cmocka_unit_test(one_too_many_drops_the_oldest),
        cmocka_unit_test(drops_add_up),
        cmocka_unit_test(every_short_sequence_is_right),
        cmocka_unit_test(producer_may_break_in_anywhere),
        cmocka_unit_test(producer_may_break_in_twice),
        cmocka_unit_test(consumer_may_look_in_during_a_put),
        cmocka_unit_test(two_threads_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
