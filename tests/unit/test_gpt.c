/* SPDX-License-Identifier: MIT */
/*
 * test_gpt.c — both tables, their checksums, and numbers that lead nowhere.
 */
#include "doctor/gpt.h"

#include "medium_fixture.h"

#define SECTORS 64u
#define ENTRIES 2u
#define COPY    60u

static struct gpt gpt;

static void header_put(size_t lba, size_t other, size_t entries)
{
    size_t at = lba * SECTOR_BYTES;
    uint32_t crc = crc32_update(0, fixture_bytes + entries * SECTOR_BYTES, 4 * 128);

    fixture_text(at, "EFI PART");
    fixture_put(at + 12, 92, 4);
    fixture_put(at + 16, 0, 4);
    fixture_put(at + 24, lba, 8);
    fixture_put(at + 32, other, 8);
    fixture_put(at + 40, 8, 8);
    fixture_put(at + 48, 55, 8);
    fixture_put(at + 72, entries, 8);
    fixture_put(at + 80, 4, 4);
    fixture_put(at + 84, 128, 4);
    fixture_put(at + 88, crc, 4);
    fixture_put(at + 16, crc32_update(0, fixture_bytes + at, 92), 4);
}

static void gpt_make(void)
{
    static const uint8_t esp[] = { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
                                   0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b };

    fixture_make(SECTORS);
    for (unsigned i = 0; i < 2; i++) {
        size_t at = (i == 0 ? ENTRIES : COPY) * SECTOR_BYTES + 128;

        memcpy(fixture_bytes + at, esp, sizeof(esp));
        fixture_put(at + 32, 10, 8);
        fixture_put(at + 40, 20, 8);
        fixture_put(at + 128, 1, 1);
        fixture_put(at + 128 + 32, 21, 8);
        fixture_put(at + 128 + 40, 22, 8);
    }
    header_put(1, SECTORS - 1, ENTRIES);
    header_put(SECTORS - 1, 1, COPY);
}

static void test_both_tables_are_read(void **state)
{
    (void)state;
    gpt_make();
    assert_true(gpt_read(&gpt, &fixture_whole));
    assert_true(gpt.primary.is_sound && gpt.primary.entries_are_sound);
    assert_true(gpt.backup.is_sound && gpt.backup.entries_are_sound);
    assert_int_equal(gpt.primary.other_lba, SECTORS - 1);
    assert_int_equal(gpt.backup.other_lba, 1);
    assert_int_equal(gpt.count, 2);
    assert_int_equal(gpt.partitions[0].kind, GPT_KIND_ESP);
    assert_int_equal(gpt.partitions[0].number, 2);
    assert_int_equal(gpt.partitions[0].first, 10);
    assert_int_equal(gpt.partitions[0].last, 20);
    assert_int_equal(gpt.partitions[1].kind, GPT_KIND_OTHER);
}

static void test_there_may_be_none(void **state)
{
    (void)state;
    fixture_make(SECTORS);
    assert_false(gpt_read(&gpt, &fixture_whole));
    fixture_make(1);
    assert_false(gpt_read(&gpt, &fixture_whole));
}

static void test_one_bit_spoils_a_checksum(void **state)
{
    (void)state;
    gpt_make();
    fixture_bytes[SECTOR_BYTES + 60] ^= 1;
    gpt_read(&gpt, &fixture_whole);
    assert_false(gpt.primary.is_sound);
    assert_true(gpt.primary.entries_are_sound);
    gpt_make();
    fixture_bytes[ENTRIES * SECTOR_BYTES + 4 * 128 - 1] ^= 1;
    gpt_read(&gpt, &fixture_whole);
    assert_true(gpt.primary.is_sound);
    assert_false(gpt.primary.entries_are_sound);
    assert_true(gpt.backup.entries_are_sound);
    gpt_make();
    fixture_bytes[(SECTORS - 1) * SECTOR_BYTES + 24] ^= 1;
    gpt_read(&gpt, &fixture_whole);
    assert_true(gpt.primary.is_sound);
    assert_false(gpt.backup.is_sound);
}

static void test_numbers_that_lead_nowhere(void **state)
{
    static const struct {
        size_t at, bytes;
        uint64_t number;
    } numbers[] = {
        { 12, 4, 0 },
        { 12, 4, UINT32_MAX },
        { 32, 8, UINT64_MAX },
        { 32, 8, SECTORS },
        { 72, 8, UINT64_MAX },
        { 72, 8, SECTORS },
        { 72, 8, SECTORS - 1 },
        { 80, 4, 0 },
        { 80, 4, UINT32_MAX },
        { 84, 4, 0 },
        { 84, 4, 127 },
        { 84, 4, UINT32_MAX },
        { 80, 4, (4 << 20) / 128 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        gpt_make();
        fixture_put(SECTOR_BYTES + numbers[i].at, numbers[i].number, numbers[i].bytes);
        assert_true(gpt_read(&gpt, &fixture_whole));
        assert_false(gpt.primary.is_sound);
        assert_true(i < 2 || !gpt.primary.entries_are_sound || !gpt.backup.has_signature);
    }
}

static void test_more_partitions_than_are_kept(void **state)
{
    (void)state;
    fixture_make(SECTORS);
    memset(fixture_bytes + ENTRIES * SECTOR_BYTES, 7, 200 * 128);
    header_put(1, SECTORS - 1, ENTRIES);
    fixture_put(SECTOR_BYTES + 80, 200, 4);
    assert_true(gpt_read(&gpt, &fixture_whole));
    assert_int_equal(gpt.count, GPT_PARTITIONS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_tables_are_read),
        cmocka_unit_test(test_there_may_be_none),
        cmocka_unit_test(test_one_bit_spoils_a_checksum),
        cmocka_unit_test(test_numbers_that_lead_nowhere),
        cmocka_unit_test(test_more_partitions_than_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
