/* SPDX-License-Identifier: MIT */
/*
 * test_mbr.c — partition tables: entries, what can be one, cylinders against LBA.
 */
#include "doctor/mbr.h"

#include "medium_fixture.h"

static struct mbr mbr;

static void parse(void)
{
    mbr_parse(&mbr, fixture_bytes);
}

static void test_an_entry_is_read(void **state)
{
    (void)state;
    fixture_make(1);
    fixture_entry(1, 0x80, 0xef, 2048, 4096);
    fixture_put(446 + 16 + 2, 0xc0 | 5, 1);
    fixture_put(446 + 16 + 3, 0xfe, 1);
    parse();
    assert_true(mbr.is_signed);
    assert_false(mbr.has_code);
    assert_int_equal(mbr.entries[1].status, 0x80);
    assert_int_equal(mbr.entries[1].type, 0xef);
    assert_int_equal(mbr.entries[1].lba, 2048);
    assert_int_equal(mbr.entries[1].sectors, 4096);
    assert_int_equal(mbr.entries[1].first.cylinder, 0x3fe);
    assert_int_equal(mbr.entries[1].first.sector, 5);
    assert_true(mbr_entry_is_used(&mbr.entries[1]));
    assert_false(mbr_entry_is_used(&mbr.entries[0]));
}

static void test_code_and_signature_are_seen(void **state)
{
    (void)state;
    fixture_make(1);
    fixture_bytes[439] = 1;
    parse();
    assert_true(mbr.has_code);
    assert_false(mbr.is_signed);
    fixture_bytes[439] = 0;
    fixture_bytes[440] = 1; /* the disk signature is no code */
    parse();
    assert_false(mbr.has_code);
}

static void test_a_table_must_be_possible(void **state)
{
    (void)state;
    fixture_make(1);
    parse();
    assert_false(mbr_is_plausible(&mbr, 100));
    fixture_entry(0, 0x80, 0x0c, 10, 50);
    parse();
    assert_true(mbr_is_plausible(&mbr, 100));
    assert_false(mbr_is_plausible(&mbr, 10));
    fixture_put(446 + 48, 0x21, 1); /* text where a status would be */
    parse();
    assert_false(mbr_is_plausible(&mbr, 100));
    fixture_put(446 + 48, 0, 1);
    fixture_entry(0, 0x80, 0x0c, 0, 50); /* the file system itself */
    parse();
    assert_false(mbr_is_plausible(&mbr, 100));
}

static void test_cylinders_follow_from_the_lba(void **state)
{
    struct mbr_chs chs = { .cylinder = 0, .head = 32, .sector = 33 };
    struct mbr_chs last = { .cylinder = 1023, .head = 254, .sector = 63 };

    (void)state;
    assert_true(mbr_chs_is(&chs, 2048, 255, 63));
    assert_false(mbr_chs_is(&chs, 2049, 255, 63));
    assert_false(mbr_chs_is(&chs, 2048, 64, 32));
    assert_true(mbr_chs_is(&last, 1024 * 255 * 63 - 1, 255, 63));
    assert_true(mbr_chs_is(&last, UINT32_MAX, 255, 63));
    assert_false(mbr_chs_is(&chs, UINT32_MAX, 255, 63));
    last.head = 255;
    assert_true(mbr_chs_is(&last, UINT32_MAX, 255, 63));
    assert_false(mbr_chs_is(&last, 1024 * 255 * 63 - 1, 255, 63));
}

static void test_types_of_fat(void **state)
{
    static const uint8_t fat[] = { 0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e };
    unsigned count = 0;

    (void)state;
    for (unsigned type = 0; type < 256; type++)
        count += mbr_type_is_fat((uint8_t)type);
    assert_int_equal(count, sizeof(fat));
    for (unsigned i = 0; i < sizeof(fat); i++)
        assert_true(mbr_type_is_fat(fat[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_entry_is_read),
        cmocka_unit_test(test_code_and_signature_are_seen),
        cmocka_unit_test(test_a_table_must_be_possible),
        cmocka_unit_test(test_cylinders_follow_from_the_lba),
        cmocka_unit_test(test_types_of_fat),
    };

    return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
