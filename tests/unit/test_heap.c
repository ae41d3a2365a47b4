/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_heap.c — more than a million takings and givings against a model, and each misuse, in both modes.
 *
 * The model knows what lies where and what is in it: nothing may overlap, and every byte that was
 * written is there when the object is given back.
 */
#include "mm/heap.h"

#include "mm/heap_slab.h"

#include "frame_fixture.h"

#define OPERATIONS 600000 /* in each mode */
#define HELD_MAX   2000

static struct heap heap;
static const char *told;
static const void *told_of;
static unsigned told_times;

static void fault_note(const char *what, const void *pointer)
{
    told = what;
    told_of = pointer;
    told_times++;
}

static void heap_make(bool is_debug)
{
    region_add(MIB, 64 * MIB, MEMORY_USABLE);
    pool_make(64 * MIB);
    heap_init(&heap, &pool, is_debug, fault_note);
    told = NULL;
    told_times = 0;
}

static int plain(void **state)
{
    (void)state;
    heap_make(false);
    return 0;
}

static int debug(void **state)
{
    (void)state;
    heap_make(true);
    return 0;
}

static void sound(void)
{
    const void *where;

    assert_null(heap_check(&heap, &where));
    assert_null(frame_pool_check(&pool));
    assert_null(told);
}

/* ---- random ---- */

static struct {
    uint8_t *bytes;
    size_t size;
    uint8_t pattern;
} held[HELD_MAX];
static unsigned held_count;

static int by_address(const void *a, const void *b)
{
    const uintptr_t x = (uintptr_t)((const uint8_t *const *)a)[0];
    const uintptr_t y = (uintptr_t)((const uint8_t *const *)b)[0];

    return x < y ? -1 : x > y;
}

static void nothing_overlaps(void)
{
    qsort(held, held_count, sizeof(held[0]), by_address);
    for (unsigned i = 1; i < held_count; i++)
        assert_true(held[i - 1].bytes + held[i - 1].size <= held[i].bytes);
}

static void one_take(uint64_t *random)
{
    const uint64_t kind = exact_random(random) % 64;
    const size_t most = kind == 0 ? 256 * 1024 : kind < 8 ? 4096 : 300;
    const size_t size = 1 + exact_random(random) % most;
    uint8_t *bytes = heap_take(&heap, size);

    if (bytes == NULL)
        return;
    assert_int_equal((uintptr_t)bytes % HEAP_ALIGN, 0);
    held[held_count].bytes = bytes;
    held[held_count].size = size;
    held[held_count].pattern = (uint8_t)exact_random(random);
    memset(bytes, held[held_count].pattern, size);
    held_count++;
}

static void one_give(uint64_t *random)
{
    const unsigned i = (unsigned)(exact_random(random) % held_count);

    for (size_t n = 0; n < held[i].size; n++)
        if (held[i].bytes[n] != held[i].pattern)
            fail_msg("byte %zu of an object of %zu has changed", n, held[i].size);
    heap_give(&heap, held[i].bytes);
    held[i] = held[--held_count];
}

static void test_random(void **state)
{
    uint64_t random = 0x1234567, taken = 0;
    bool grows = true;

    (void)state;
    for (unsigned i = 0; i < OPERATIONS; i++) {
        if (exact_random(&random) % 1024 == 0)
            grows = !grows;
        if (held_count == 0 ||
            (held_count < HELD_MAX && exact_random(&random) % 8 < (grows ? 6 : 2)))
            one_take(&random);
        else
            one_give(&random);
        if (i % 50000 == 0) {
            nothing_overlaps();
            sound();
        }
    }
    while (held_count > 0)
        one_give(&random);
    sound();
    assert_int_equal(heap.large, 0);
    assert_int_equal(heap.large_bytes, 0);
    assert_int_equal(pool.owned[FRAME_HEAP_LARGE], 0);
    for (unsigned i = 0; i < HEAP_CLASSES; i++) {
        assert_int_equal(heap.classes[i].used, 0);
        assert_in_range(heap.classes[i].slabs, 0, 1); /* one may stay */
        taken += heap.classes[i].slabs;
    }
    assert_int_equal(pool.owned[FRAME_HEAP_SLAB], taken << SLAB_ORDER);
    heap_drop(&heap);
    assert_int_equal(pool.owned[FRAME_HEAP_SLAB], 0);
    sound();
}

/* ---- sizes ---- */

static void test_sizes(void **state)
{
    (void)state;
    assert_null(heap_take(&heap, 0));
    assert_null(heap_take(&heap, SIZE_MAX));
    assert_null(heap_take(&heap, GIB + 1));
    assert_null(heap_take(&heap, GIB)); /* that much is not there */
    heap_give(&heap, NULL);
    for (size_t size = 1; size <= 20000; size += size < 300 ? 1 : 97) {
        uint8_t *bytes = heap_take(&heap, size);

        assert_non_null(bytes);
        memset(bytes, 0xff, size);
        heap_give(&heap, bytes);
    }
    sound();
}

static void test_no_memory(void **state)
{
    void *objects[8192];
    unsigned count = 0;

    (void)state;
    while (count < 8192 && (objects[count] = heap_take(&heap, 16384)) != NULL)
        count++;
    assert_in_range(count, 1000, 8191);
    while (heap_take(&heap, 8) != NULL)
        ;
    sound();
    while (count > 0)
        heap_give(&heap, objects[--count]);
    sound();
}

/* ---- misuse ---- */

static void tells(const char *what, const void *pointer)
{
    assert_int_equal(told_times, 1);
    assert_string_equal(told, what);
    assert_ptr_equal(told_of, pointer);
    told = NULL;
    told_times = 0;
}

static void test_given_twice(void **state)
{
    static const size_t sizes[] = { 1, 100, 2000, 3000, 70000 };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        void *keep = heap_take(&heap, sizes[i]);
        void *pointer = heap_take(&heap, sizes[i]);

        heap_give(&heap, pointer);
        assert_null(told);
        heap_give(&heap, pointer);
        tells(sizes[i] < 3000 ? "given back twice" : "given back, but not from here", pointer);
        heap_give(&heap, keep);
    }
    sound();
}

static void test_given_wrongly(void **state)
{
    uint8_t *small = heap_take(&heap, 100), *large = heap_take(&heap, 5000);
    struct slab *slab = (struct slab *)ALIGN_DOWN((uintptr_t)small, SLAB_BYTES);
    const paddr_t stranger = frame_pool_alloc(&pool, 0, FRAME_TEST, false);

    (void)state;
    heap_give(&heap, small + 1);
    tells("given back, but not the beginning of anything", small + 1);
    heap_give(&heap, slab);
    tells("given back, but not the beginning of anything", slab);
    heap_give(&heap, large + 4096);
    tells("given back, but not the beginning of anything", large + 4096);
    heap_give(&heap, (uint8_t *)memory + stranger);
    tells("given back, but not from here", (uint8_t *)memory + stranger);
    heap_give(&heap, (uint8_t *)memory + 63 * MIB + 17);
    tells("given back, but not from here", (uint8_t *)memory + 63 * MIB + 17);
    heap_give(&heap, (void *)&heap); /* far outside */
    tells("given back, but not from here", &heap);
    slab->magic ^= 1;
    heap_give(&heap, small);
    tells("in a slab whose head was written over", small);
    slab->magic ^= 1;
    heap_give(&heap, small);
    heap_give(&heap, large);
    sound();
}

/* One byte more than asked for, and one before, of every small size and of a large one. */
static void test_overrun(void **state)
{
    const void *where;

    (void)state;
    for (size_t size = 1; size < 6000; size += size < 100 ? 1 : 371) {
        uint8_t *bytes = heap_take(&heap, size);
        const uint8_t saved = bytes[size];

        bytes[size] ^= 0x80;
        heap_give(&heap, bytes);
        tells("written behind its end", bytes);
        if (size <= 2000)
            assert_string_equal(heap_check(&heap, &where), "written behind its end");
        bytes[size] = saved;
        if (size <= 2000) {
            bytes[-1] ^= 1;
            heap_give(&heap, bytes);
            tells("written before its beginning", bytes);
            bytes[-1] ^= 1;
        }
        heap_give(&heap, bytes);
    }
    sound();
}

static void test_used_after_given(void **state)
{
    uint8_t *keep = heap_take(&heap, 50), *bytes = heap_take(&heap, 50);
    const void *where;

    (void)state;
    heap_give(&heap, bytes);
    bytes[49] = 0;
    assert_string_equal(heap_check(&heap, &where), "written to after it was given back");
    assert_null(heap_take(&heap, 50)); /* it would be the next one */
    tells("written to after it was given back", bytes - SLAB_FRONT_BYTES);
    bytes[49] = POISON_BYTE;
    assert_ptr_equal(heap_take(&heap, 50), bytes);
    assert_int_equal(bytes[0], FRESH_BYTE);
    heap_give(&heap, bytes);
    heap_give(&heap, keep);
    sound();
}

static void test_check_counts(void **state)
{
    void *object = heap_take(&heap, 50);
    const void *where;

    (void)state;
    heap.classes[2].used++;
    assert_non_null(heap_check(&heap, &where));
    heap.classes[2].used--;
    ((struct slab *)ALIGN_DOWN((uintptr_t)object, SLAB_BYTES))->index = HEAP_CLASSES;
    assert_non_null(heap_check(&heap, &where));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random, plain, teardown),
        cmocka_unit_test_setup_teardown(test_random, debug, teardown),
        cmocka_unit_test_setup_teardown(test_sizes, plain, teardown),
        cmocka_unit_test_setup_teardown(test_sizes, debug, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, plain, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, debug, teardown),
        cmocka_unit_test_setup_teardown(test_given_twice, plain, teardown),
        cmocka_unit_test_setup_teardown(test_given_twice, debug, teardown),
        cmocka_unit_test_setup_teardown(test_given_wrongly, plain, teardown),
        cmocka_unit_test_setup_teardown(test_given_wrongly, debug, teardown),
        cmocka_unit_test_setup_teardown(test_overrun, debug, teardown),
        cmocka_unit_test_setup_teardown(test_used_after_given, debug, teardown),
        cmocka_unit_test_setup_teardown(test_check_counts, plain, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
