/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_mem.c — the kernel's memcpy and its siblings against the host's.
 *
 * The kernel's are compiled in under other names, since the host has functions of these names.
 */
#include "exact.h"

#define memcpy  kernel_memcpy
#define memmove kernel_memmove
#define memset  kernel_memset
#define memcmp  kernel_memcmp
#include "lib/mem.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

#define SIZE_TRIED 40 /* some words, and every rest of one */

static void pattern_fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
}

static void test_memcpy(void **state)
{
    (void)state;
    for (size_t size = 0; size <= SIZE_TRIED; size++) {
        for (size_t shift = 0; shift < 8; shift++) {
            uint8_t source[SIZE_TRIED + 8];
            uint8_t *to, *from;

            memset(source, 0xee, sizeof(source));
            to = exact_copy(source, shift + size);
            pattern_fill(source, sizeof(source));
            from = exact_copy(source, size);
            assert_ptr_equal(kernel_memcpy(to + shift, from, size), to + shift);
            assert_memory_equal(to + shift, source, size);
            for (size_t i = 0; i < shift; i++)
                assert_int_equal(to[i], 0xee);
            free(from);
            free(to);
        }
    }
}

static void test_memmove(void **state)
{
    uint8_t ours[2 * SIZE_TRIED], theirs[2 * SIZE_TRIED];

    (void)state;
    for (size_t size = 0; size <= SIZE_TRIED; size++) {
        for (size_t to = 0; to < SIZE_TRIED; to++) {
            size_t from = SIZE_TRIED / 2;

            pattern_fill(ours, sizeof(ours));
            pattern_fill(theirs, sizeof(theirs));
            assert_ptr_equal(kernel_memmove(ours + to, ours + from, size), ours + to);
            memmove(theirs + to, theirs + from, size);
            assert_memory_equal(ours, theirs, sizeof(ours));
        }
    }
}

static void test_memset(void **state)
{
    (void)state;
    for (size_t size = 0; size <= SIZE_TRIED; size++) {
        uint8_t frame[SIZE_TRIED + 2];

        memset(frame, 0x11, sizeof(frame));
        assert_ptr_equal(kernel_memset(frame + 1, 0x1a5, size), frame + 1);
        assert_int_equal(frame[0], 0x11);
        for (size_t i = 1; i <= size; i++)
            assert_int_equal(frame[i], 0xa5); /* ISO C 7.24.6.1: converted to unsigned char */
        assert_int_equal(frame[size + 1], 0x11);
    }
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void test_memcmp(void **state)
{
    (void)state;
    for (size_t size = 0; size <= SIZE_TRIED; size++) {
        uint8_t source[SIZE_TRIED];
        uint8_t *a, *b;

        pattern_fill(source, sizeof(source));
        a = exact_copy(source, size);
        b = exact_copy(source, size);
        assert_int_equal(kernel_memcmp(a, b, size), 0);
        for (size_t i = 0; i < size; i++) {
            b[i] ^= 0x80; /* as a signed byte it would compare the other way */
            assert_int_equal(sign(kernel_memcmp(a, b, size)), sign(memcmp(a, b, size)));
            assert_int_equal(sign(kernel_memcmp(b, a, size)), sign(memcmp(b, a, size)));
            b[i] ^= 0x80;
        }
        free(a);
        free(b);
    }
}

static void test_memcmp_first_difference_counts(void **state)
{
    (void)state;
    assert_true(kernel_memcmp("abcdefgh1zzz", "abcdefgh2aaa", 12) < 0);
    assert_true(kernel_memcmp("b\1\1\1\1\1\1\1", "a\2\2\2\2\2\2\2", 8) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memcpy),
        cmocka_unit_test(test_memmove),
        cmocka_unit_test(test_memset),
        cmocka_unit_test(test_memcmp),
        cmocka_unit_test(test_memcmp_first_difference_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
