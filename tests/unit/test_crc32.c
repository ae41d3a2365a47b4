/* SPDX-License-Identifier: MIT */
/* tests/unit/test_crc32.c — the table against the polynomial, and known values. */
#include "lib/crc32.h"

#include "exact.h"

/* Bit by bit, as the definition has it. */
static uint32_t crc32_slow(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~crc;
}

static void test_check_value(void **state)
{
    (void)state;
    assert_true(crc32_update(0, "123456789", 9) == 0xcbf43926);
    assert_true(crc32_update(0, "", 0) == 0);
    assert_true(crc32_update(0, "a", 1) == 0xe8b7be43);
}

static void test_every_byte(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;

        assert_true(crc32_update(0, &byte, 1) == crc32_slow(&byte, 1));
    }
}

static void test_pieces(void **state)
{
    uint8_t bytes[97];
    uint64_t random = 1;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)exact_random(&random);
    for (size_t cut = 0; cut <= sizeof(bytes); cut++) {
        uint32_t crc = crc32_update(0, bytes, cut);

        assert_true(crc32_update(crc, bytes + cut, sizeof(bytes) - cut) ==
                    crc32_slow(bytes, sizeof(bytes)));
    }
}

static void test_every_bit_counts(void **state)
{
    uint8_t bytes[64] = { 0 };
    uint32_t whole = crc32_update(0, bytes, sizeof(bytes));

    (void)state;
    for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_true(crc32_update(0, bytes, sizeof(bytes)) != whole);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_value),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_every_bit_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
