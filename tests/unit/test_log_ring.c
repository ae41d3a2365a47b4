/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_log_ring.c — the ring as a reader of a memory dump will check it.
 *
 * The oracle is the whole text ever written, from which contents and sum are computed anew.
 */
#include "exact.h"

#include <pthread.h>

/* The ring is compiled in here with a copy that an interrupt can come into. */
static void *interrupted_memcpy(void *to, const void *from, size_t size);

#define memcpy interrupted_memcpy
#include "lib/log_ring.c"
#undef memcpy

static struct log_ring *ring;
static char *said; /* everything written */
static size_t said_bytes;

#define SAID_MAX (4 * LOG_RING_BYTES)

static int setup(void **state)
{
    (void)state;
    ring = malloc(sizeof(*ring));
    said = malloc(SAID_MAX);
    said_bytes = 0;
    if (!ring || !said)
        return -1;
    memset(ring, 0xa5, sizeof(*ring));
    log_ring_init(ring);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(ring);
    free(said);
    return 0;
}

static void say(const char *text, size_t size)
{
    log_ring_write(ring, text, size);
    memcpy(said + said_bytes, text, size);
    said_bytes += size;
}

static void say_random(uint64_t *random, size_t size)
{
    static char text[65536];

    for (size_t i = 0; i < size; i++)
        text[i] = (char)exact_random(random);
    say(text, size);
}

/* What a reader of a dump may rely on. */
static void assert_valid(void)
{
    size_t held = said_bytes < LOG_RING_BYTES ? said_bytes : LOG_RING_BYTES;
    uint32_t sum = 0;

    assert_string_equal(ring->magic, LOG_RING_MAGIC);
    assert_int_equal(ring->capacity, LOG_RING_BYTES);
    assert_int_equal(ring->written, said_bytes);
    for (size_t i = said_bytes - held; i < said_bytes; i++) {
        sum += (uint8_t)said[i];
        if (ring->text[i % ring->capacity] != said[i])
            fail_msg("byte %zu of %zu is wrong", i, said_bytes);
    }
    assert_true(ring->sum == sum);
}

static void test_empty(void **state)
{
    uint64_t at = 0;
    char to[4];

    (void)state;
    assert_valid();
    assert_int_equal(log_ring_read(ring, &at, to, sizeof(to)), 0);
    assert_int_equal(at, 0);
}

static void test_valid_after_every_byte(void **state)
{
    uint64_t random = 3;

    (void)state;
    for (int i = 0; i < 80; i++) {
        say_random(&random, 1);
        assert_valid();
    }
    while (said_bytes < LOG_RING_BYTES - 50)
        say_random(&random, 50);
    for (int i = 0; i < 60; i++) {
        say_random(&random, 1);
        assert_valid();
    }
}

static void test_wraps(void **state)
{
    uint64_t random = 4;

    (void)state;
    while (said_bytes < SAID_MAX - 65536) {
        say_random(&random, exact_random(&random) % 65536);
        assert_valid();
    }
}

/* Reads from position at in pieces of size bytes and compares with what was said. */
static void assert_reads(uint64_t at, size_t size)
{
    uint64_t oldest = said_bytes > LOG_RING_BYTES ? said_bytes - LOG_RING_BYTES : 0;
    uint64_t expected = at < oldest ? oldest : at;

    for (;;) {
        char *to = malloc(size);
        size_t count = log_ring_read(ring, &at, to, size);

        assert_true(count <= size);
        if (count)
            assert_memory_equal(to, said + expected, count);
        free(to);
        expected += count;
        if (count == 0)
            break;
        assert_int_equal(at, expected);
    }
    assert_int_equal(expected, said_bytes);
}

static void test_read(void **state)
{
    uint64_t random = 5;

    (void)state;
    for (int round = 0; round < 3; round++) {
        while (said_bytes < (size_t)(LOG_RING_BYTES / 2 + round * LOG_RING_BYTES))
            say_random(&random, 1000);
        for (size_t size = 1; size < 100000; size = size * 7 + 1) {
            assert_reads(0, size);
            assert_reads(said_bytes / 2, size);
            assert_reads(said_bytes - 1, size);
            assert_reads(said_bytes, size);
        }
    }
}

static void test_read_beyond_the_end(void **state)
{
    uint64_t at = 100;
    char to[4];

    (void)state;
    say("abc", 3);
    assert_int_equal(log_ring_read(ring, &at, to, sizeof(to)), 0);
    at = UINT64_MAX;
    assert_int_equal(log_ring_read(ring, &at, to, sizeof(to)), 0);
    at = 0;
    assert_int_equal(log_ring_read(ring, &at, to, 0), 0);
    assert_int_equal(at, 0);
}

/* What the handler says when it comes; 0: it does not come. */
static size_t interrupt_bytes;

static void *interrupted_memcpy(void *to, const void *from, size_t size)
{
    static char text[LOG_RING_BYTES + 1];
    size_t bytes = interrupt_bytes;

    memcpy(to, from, size / 2);
    interrupt_bytes = 0;
    if (bytes) {
        memset(text, (int)(bytes % 251), bytes);
        say(text, bytes);
    }
    memcpy((char *)to + size / 2, (const char *)from + size / 2, size - size / 2);
    return to;
}

/* A full ring read from its oldest byte while a handler overwrites that and more. */
static void test_interrupted_read(void **state)
{
    static const size_t sizes[] = { 1, 2, 99, 100, 101, 5000, LOG_RING_BYTES, LOG_RING_BYTES + 1 };
    uint64_t random = 6;
    char to[100];

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint64_t at = 0;
        size_t count;

        said_bytes = 0;
        log_ring_init(ring);
        while (said_bytes < LOG_RING_BYTES + 3000)
            say_random(&random, 777);
        interrupt_bytes = sizes[i];
        count = log_ring_read(ring, &at, to, sizeof(to));
        assert_in_range(count, 1, sizeof(to));
        assert_memory_equal(to, said + at - count, count);
        assert_true(at - count >= said_bytes - LOG_RING_BYTES);
        if (sizes[i] < sizeof(to))
            assert_int_equal(count, sizeof(to) - sizes[i]);
    }
}

#define RACE_BYTES (LOG_RING_BYTES + 17)

static void *race_writer(void *text)
{
    for (size_t i = 0; i < RACE_BYTES; i += 64)
        log_ring_write(ring, text, i + 64 < RACE_BYTES ? 64 : RACE_BYTES - i);
    return NULL;
}

/* Two writers at once garble the text; size and sum must come out right all the same. */
static void test_writers_race(void **state)
{
    static char a[64], b[64];
    pthread_t other;
    uint32_t sum = 0;

    (void)state;
    memset(a, 'a', sizeof(a));
    memset(b, 0xf0, sizeof(b));
    assert_int_equal(pthread_create(&other, NULL, race_writer, a), 0);
    race_writer(b);
    assert_int_equal(pthread_join(other, NULL), 0);

    assert_int_equal(ring->written, 2 * RACE_BYTES);
    for (size_t i = 0; i < LOG_RING_BYTES; i++) {
        assert_true(ring->text[i] == 'a' || ring->text[i] == (char)0xf0);
        sum += (uint8_t)ring->text[i];
    }
    assert_true(ring->sum == sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(test_valid_after_every_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wraps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_beyond_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_interrupted_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writers_race, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
