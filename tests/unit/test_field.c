/* SPDX-License-Identifier: MIT */
/* tests/unit/test_field.c — the small macros and readers: fields, alignment, little-endian bytes. */
#include "lib/field.h"

#include "lib/bytes.h"
#include "lib/types.h"

#include "exact.h"

static void test_low(void **state)
{
    (void)state;
    assert_int_equal(FIELD_LOW(0x0ff0u), 0x10);
    assert_int_equal(FIELD_LOW(1u), 1);
    assert_int_equal(FIELD_LOW(0x80000000u), 0x80000000u);
    assert_true(FIELD_LOW(UINT64_C(0xff) << 56) == UINT64_C(1) << 56);
}

static void test_get_set(void **state)
{
    (void)state;
    assert_int_equal(FIELD_GET(0x0ff0u, 0xabcdu), 0xbc);
    assert_int_equal(FIELD_SET(0x0ff0u, 0xabcdu, 0x12u), 0xa12d);
    assert_int_equal(FIELD_SET(0x0ff0u, 0xffffu, 0u), 0xf00f);
    assert_true(FIELD_GET(UINT64_C(0xff) << 56, UINT64_MAX) == 0xff);
}

static void test_set_keeps_neighbours(void **state)
{
    (void)state;
    /* A value too large for its field must not spill. */
    assert_int_equal(FIELD_SET(0x0ff0u, 0u, 0xfffu), 0x0ff0);
    for (unsigned v = 0; v < 256; v++)
        assert_int_equal(FIELD_GET(0x0ff0u, FIELD_SET(0x0ff0u, 0xf00fu, v)), v);
}

static void test_arguments_are_expressions(void **state)
{
    (void)state;
    assert_int_equal(FIELD_GET(0x0cu | 0x30u, 0x14u | 0x08u), 7);
    assert_int_equal(FIELD_SET(0x0cu | 0x30u, 1u | 2u, 1u + 1u), 0x0b);
    assert_int_equal(ALIGN_UP(1 + 3, 2 + 2), 4);
    assert_int_equal(ALIGN_DOWN(4 + 3, 2 + 2), 4);
}

static void test_align(void **state)
{
    uint64_t high = UINT64_C(0x123456789abc);

    (void)state;
    assert_int_equal(ALIGN_UP(0, 8), 0);
    assert_int_equal(ALIGN_UP(1, 8), 8);
    assert_int_equal(ALIGN_UP(8, 8), 8);
    assert_int_equal(ALIGN_DOWN(15, 8), 8);
    /* A mask of the alignment's own, narrower type would cut the upper half off. */
    assert_true(ALIGN_DOWN(high, 4096u) == UINT64_C(0x123456789000));
    assert_true(ALIGN_UP(high, 4096u) == UINT64_C(0x12345678a000));
    assert_true(ALIGN_UP(high, 0x200000) == UINT64_C(0x123456800000));
}

static void test_bytes(void **state)
{
    static const uint8_t bytes[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0xf8 };
    uint8_t *copy = exact_copy(bytes + 1, 8);

    (void)state;
    assert_int_equal(bytes_u16(copy), 0x2211);
    assert_int_equal(bytes_u32(copy), 0x44332211);
    assert_true(bytes_u64(copy) == UINT64_C(0xf877665544332211));
    assert_true(bytes_u32(copy + 4) == 0xf8776655);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_low),
        cmocka_unit_test(test_get_set),
        cmocka_unit_test(test_set_keeps_neighbours),
        cmocka_unit_test(test_arguments_are_expressions),
        cmocka_unit_test(test_align),
        cmocka_unit_test(test_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
