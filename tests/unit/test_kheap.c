/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_kheap.c — the kernel's one pool of frames and one heap: locked while they are used, nothing
 * from above 4 GiB before that is mapped, and a panic for what heaps cannot mend.
 */
#include "exact.h"

#include <stdio.h>
#include <sys/mman.h>

#include "fake/mm/direct_map.h"
#include "lib/error.h"

static uint8_t *memory;
#undef DIRECT_MAP_BASE
#define DIRECT_MAP_BASE ((uintptr_t)memory)

#include "mm/frame.c"
#include "mm/kheap.c"

#define MIB   UINT64_C(0x100000)
#define GIB   UINT64_C(0x40000000)
#define BYTES (5 * GIB)

static char panicked[100];
static jmp_buf behind_panic;

_Noreturn void panic(const char *format, ...)
{
    snprintf(panicked, sizeof(panicked), "%s", format);
    longjmp(behind_panic, 1);
}

static struct memory_map map = {
    .regions = { { 16 * MIB, 48 * MIB, MEMORY_USABLE }, { 4 * GIB, 5 * GIB, MEMORY_USABLE } },
    .count = 2,
};

static int setup(void **state)
{
    (void)state;
    memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    memset(&heap, 0, sizeof(heap));
    only_below_4g = true;
    panicked[0] = '\0';
    assert_int_equal(frame_init(&map, DIRECT_MAP_BYTES), 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(pool_lock.holders, 0);
    munmap(memory, BYTES);
    heap_lock.holders = 0; /* a panic keeps it */
    return 0;
}

static void test_frames_by_zone(void **state)
{
    struct frame_piece piece;
    paddr_t low, high, always_low;

    (void)state;
    low = frame_alloc(3, FRAME_TEST);
    assert_in_range(low, 16 * MIB, 48 * MIB);
    frame_unlock_all();
    high = frame_alloc(0, FRAME_TEST);
    assert_true(high >= 4 * GIB);
    always_low = frame_alloc_below_4g(0, FRAME_TEST);
    assert_in_range(always_low, 16 * MIB, 48 * MIB);
    frame_look(low + 5 * FRAME_BYTES, &piece);
    assert_true(piece.start == low && piece.order == 3 && piece.owner == FRAME_TEST);
    *frame_tag(low, 3) = 7;
    assert_int_equal(*frame_tag(low, 3), 7);
    assert_null(frame_check());
    assert_int_equal(frame_free(low, 2, FRAME_TEST), -E_INVAL); /* not as it was taken */
    assert_int_equal(frame_free(low, 3, FRAME_TEST), 0);
    assert_int_equal(frame_free(high, 0, FRAME_TEST), 0);
    assert_int_equal(frame_free(always_low, 0, FRAME_TEST), 0);
    assert_null(frame_check());
}

static void test_orders(void **state)
{
    (void)state;
    assert_int_equal(frame_order_for(0), 0);
    assert_int_equal(frame_order_for(1), 0);
    assert_int_equal(frame_order_for(4096), 0);
    assert_int_equal(frame_order_for(4097), 1);
    assert_int_equal(frame_order_for(GIB), 18);
    assert_int_equal(frame_order_for(GIB + 1), FRAME_ORDERS);
}

static void test_heap(void **state)
{
    const uint64_t free_before = frame_pool_free_count(frame_pool());
    uint8_t *first, *second;
    const void *where;

    (void)state;
    assert_null(kmalloc(100)); /* before there is one */
    kheap_init(true);
    kfree(NULL);
    first = kmalloc(100);
    assert_non_null(first);
    memset(first, 0xee, 100);
    kfree(first);
    second = kzalloc(100);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(second[i], 0);
    assert_null(kheap_check(&where));
    assert_true(frame_pool_free_count(frame_pool()) < free_before);
    kfree(second);
    assert_null(kzalloc(2 * GIB));
    assert_null(kheap_check(&where));
    assert_ptr_equal(kheap()->pool, frame_pool());
    assert_int_equal(heap_lock.holders, 0);
}

static void test_faults_stop_the_machine(void **state)
{
    uint8_t *object;
    const void *where;

    (void)state;
    kheap_init(true);
    object = kmalloc(100);
    if (setjmp(behind_panic) == 0) {
        object[100]++; /* in the red zone */
        assert_non_null(kheap_check(&where));
        kfree(object);
        fail_msg("a byte behind the end goes unseen");
    }
    assert_string_equal(panicked, "heap: %p is %s");
    object[100]--;
    panicked[0] = '\0';
    if (setjmp(behind_panic) == 0) {
        kfree(object);
        kfree(object);
        fail_msg("giving back twice goes unseen");
    }
    assert_string_equal(panicked, "heap: %p is %s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frames_by_zone, setup, teardown),
        cmocka_unit_test(test_orders),
        cmocka_unit_test_setup_teardown(test_heap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_faults_stop_the_machine, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
