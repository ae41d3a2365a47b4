/* SPDX-License-Identifier: MIT */
/* tests/unit/test_acpi_s5.c — \_S5 in all the ways it is written, and what only looks like it. */
#include "fmt/acpi.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

#define UNTOUCHED 0xa5

static uint8_t type_a, type_b;

/* Looks through aml behind a header of zeros, in a block of its own size. */
static int find(const void *aml, size_t size)
{
    uint8_t table[ACPI_HEADER_BYTES + 256] = { 0 };
    uint8_t *copy;
    int result;

    assert_true(size <= 256);
    memcpy(table + ACPI_HEADER_BYTES, aml, size);
    copy = exact_copy(table, ACPI_HEADER_BYTES + size);
    type_a = type_b = UNTOUCHED;
    result = acpi_s5_find(copy, ACPI_HEADER_BYTES + size, &type_a, &type_b);
    free(copy);
    return result;
}

/* A string literal as bytes, without its NUL. */
#define ASSERT_FOUND(aml, a, b)                          \
    do {                                                 \
        assert_int_equal(find(aml, sizeof(aml) - 1), 0); \
        assert_int_equal(type_a, a);                     \
        assert_int_equal(type_b, b);                     \
    } while (0)

#define ASSERT_NOT_FOUND(aml)                                   \
    do {                                                        \
        assert_int_equal(find(aml, sizeof(aml) - 1), -E_NODEV); \
        assert_int_equal(type_a, UNTOUCHED);                    \
        assert_int_equal(type_b, UNTOUCHED);                    \
    } while (0)

static void test_recorded(void **state)
{
    uint8_t *copy = exact_copy(recorded_dsdt, sizeof(recorded_dsdt));

    (void)state;
    type_a = type_b = UNTOUCHED;
    assert_int_equal(acpi_s5_find(copy, sizeof(recorded_dsdt), &type_a, &type_b), 0);
    assert_int_equal(type_a, 0);
    assert_int_equal(type_b, 0);
    free(copy);
}

static void test_written_differently(void **state)
{
    (void)state;
    ASSERT_FOUND("\x08_S5_\x12\x06\x04\x00\x00\x00\x00", 0, 0);
    ASSERT_FOUND("\x08_S5_\x12\x08\x04\x0a\x05\x0a\x05\x00\x00", 5, 5);
    ASSERT_FOUND("\x08\\_S5_\x12\x07\x04\x0a\x07\x01\x00\x00", 7, 1);
    ASSERT_FOUND("\x08_S5_\x12\x06\x02\x0a\x05\x0a\x03", 5, 3);
    /* Wider constants, a longer way to write the length, bytes behind. */
    ASSERT_FOUND("\x08_S5_\x12\x07\x04\x0b\x05\x00\x0a\x06", 5, 6);
    ASSERT_FOUND("\x08_S5_\x12\x09\x02\x01\x0c\x07\x00\x00\x00\x00", 1, 7);
    ASSERT_FOUND("\x08_S5_\x12\x08\x02\x01\x0c\x07\x00\x00\x00", 1, 7);
    ASSERT_FOUND("\x08_S5_\x12\x08\x04\x0c\x05\x00\x00\x00\x01", 5, 1);
    ASSERT_FOUND("\x08_S5_\x12\x47\x00\x02\x0a\x05\x0a\x06", 5, 6);
    ASSERT_FOUND("\x08_S5_\x12\x88\x00\x00\x02\x0a\x05\x0a\x06", 5, 6);
    ASSERT_FOUND("\x08_S5_\x12\xc9\x00\x00\x00\x02\x0a\x05\x0a\x06\x70\x00", 5, 6);
    /* One number with both types in it. */
    ASSERT_FOUND("\x08_S5_\x12\x05\x01\x0b\x05\x06", 5, 6);
    ASSERT_FOUND("\x08_S5_\x12\x04\x01\x0a\x05", 5, 0);
}

/* A package of so many bytes behind the PkgLength lead: does it end where the table does? */
static int find_long(uint8_t lead, const char *rest, size_t package_bytes)
{
    size_t size = ACPI_HEADER_BYTES + 6 + package_bytes;
    uint8_t *table = calloc(1, size);
    uint8_t *at = table + ACPI_HEADER_BYTES;
    int result;

    assert_non_null(table);
    memcpy(at, "\x08_S5_\x12", 6);
    at[6] = lead;
    memcpy(at + 7, rest, lead >> 6);
    memcpy(at + 7 + (lead >> 6), "\x04\x0a\x05\x01", 4);
    result = acpi_s5_find(table, size, &type_a, &type_b);
    free(table);
    return result;
}

/* 20.2.4: with more bytes, the lead holds the lowest four bits, each of them eight more. */
static void test_package_lengths(void **state)
{
    static const struct {
        uint8_t lead;
        const char *rest;
        size_t bytes;
    } lengths[] = {
        { 0x3f, "", 0x3f },
        { 0x4f, "\x03", 0x3f },
        { 0x40, "\x04", 0x40 },
        { 0x41, "\xff", 0xff1 },
        { 0x82, "\x03\x01", 0x1032 },
        { 0x82, "\x00\x10", 0x10002 },
        { 0xc3, "\x00\x00\x01", 0x100003 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        assert_int_equal(find_long(lengths[i].lead, lengths[i].rest, lengths[i].bytes), 0);
        assert_int_equal(type_a, 5);
        assert_int_equal(type_b, 1);
        assert_int_equal(find_long(lengths[i].lead, lengths[i].rest, lengths[i].bytes - 1),
                         -E_NODEV);
    }
}

static void test_found_after_lookalikes(void **state)
{
    (void)state;
    ASSERT_FOUND("_S5_\x12\x08_S5_\x08_S4_\x12\x05\x02\x0a\x01\x00\x08_S5_\x12\x05\x02\x0a\x05\x00",
                 5, 0);
    ASSERT_FOUND("\x08\x08\x08_S5_\x12\x05\x02\x0a\x05\x00", 5, 0);
    ASSERT_FOUND("\x08_S5_\x12\x05\x02\x0a\x09\x00\x08_S5_\x12\x05\x02\x0a\x05\x00", 5, 0);
}

static void test_lookalikes(void **state)
{
    (void)state;
    ASSERT_NOT_FOUND("");
    ASSERT_NOT_FOUND("\x08");
    ASSERT_NOT_FOUND("\x08\\");
    ASSERT_NOT_FOUND("\x08_S4_\x12\x06\x04\x00\x00\x00\x00");
    ASSERT_NOT_FOUND("\x10_S5_\x12\x06\x04\x00\x00\x00\x00");     /* a scope */
    ASSERT_NOT_FOUND("\x08_S5_\x11\x06\x04\x00\x00\x00\x00");     /* a buffer */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x02\x00");                     /* no elements */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x00\x02\x00\x00");             /* shorter than its length */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x03\x02\x00\x00");             /* ends within the numbers */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x3f\x02\x00\x00");             /* ends behind the table */
    ASSERT_NOT_FOUND("\x08_S5_\x12\xcf\xff\xff\xff\x02\x00\x00"); /* far behind */
    ASSERT_NOT_FOUND("\x08_S5_\x12\xc0");                         /* ends within its length */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x06\x02\x0a\x08\x0a\x00");     /* no sleep type */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x06\x02\x0a\x00\x0a\xff");     /* no sleep type */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x07\x02\x0b\x00\x01\x0a\x00"); /* 256 must not become 0 */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x0a\x02SLPATYPB");             /* named elsewhere */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x0c\x02\x0e\x05\0\0\0\0\0\0\0\x00"); /* wider than known */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x05\x01\x0b\x05\x08");         /* one number, second wrong */
    ASSERT_NOT_FOUND("\x08_S5_\x12\x07\x01\x0c\x05\x00\x01\x00"); /* one number, too wide */
}

/* What lies in the header is no AML. */
static void test_header_is_skipped(void **state)
{
    uint8_t table[ACPI_HEADER_BYTES] = { 0 };

    (void)state;
    memcpy(table + 20, "\x08_S5_\x12\x05\x02\x0a\x05\x00", 11);
    assert_int_equal(acpi_s5_find(table, sizeof(table), &type_a, &type_b), -E_NODEV);
    for (size_t size = 0; size < sizeof(table); size++)
        assert_int_equal(acpi_s5_find(table, size, &type_a, &type_b), -E_NODEV);
}

static void test_truncated_and_flipped(void **state)
{
    static const char aml[] = "\x08\\_S5_\x12\x88\x00\x00\x02\x0a\x05\x0a\x06";
    uint8_t bytes[sizeof(aml) - 1];

    (void)state;
    for (size_t size = 0; size < sizeof(aml) - 1; size++)
        assert_int_equal(find(aml, size), -E_NODEV);
    for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
        memcpy(bytes, aml, sizeof(bytes));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (find(bytes, sizeof(bytes)) == 0)
            assert_true(type_a <= 7 && type_b <= 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_written_differently),
        cmocka_unit_test(test_package_lengths),
        cmocka_unit_test(test_found_after_lookalikes),
        cmocka_unit_test(test_lookalikes),
        cmocka_unit_test(test_header_is_skipped),
        cmocka_unit_test(test_truncated_and_flipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
