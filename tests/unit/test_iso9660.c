/* SPDX-License-Identifier: MIT */
/*
 * test_iso9660.c — volumes of a CD, their folders and names, and boot catalogues.
 */
#include "doctor/eltorito.h"

#include "medium_fixture.h"

#define BLOCK(n) (ISO_BLOCK_BYTES * (size_t)(n))
#define ROOT     20u
#define FOLDER   21u
#define DATA     22u
#define CATALOG  23u
#define BLOCKS   24u

static struct iso9660 iso;
static struct listing listing;
static struct eltorito eltorito;

/* A record at a byte; returns where the next one goes. */
static size_t record_put(size_t at, const char *name, size_t name_size, uint8_t flags,
                         uint32_t block, uint32_t size, const void *tail, size_t tail_size)
{
    size_t tail_at = 33 + (name_size | 1), length = tail_at + tail_size;

    fixture_put(at, length, 1);
    fixture_put(at + 2, block, 4);
    fixture_put(at + 10, size, 4);
    fixture_put(at + 25, flags, 1);
    fixture_put(at + 32, name_size, 1);
    memcpy(fixture_bytes + at + 33, name, name_size);
    memcpy(fixture_bytes + at + tail_at, tail, tail_size);
    return at + length;
}

static void catalog_make(void)
{
    size_t at = BLOCK(CATALOG);

    fixture_put(at, 1, 1);
    fixture_put(at + 30, 0xaa55, 2);
    fixture_put(at + 28, 0x10000 - (0xaa55 + 1), 2);
    fixture_put(at + 32, 0x88, 1);
    fixture_put(at + 38, 4, 2);
    fixture_put(at + 40, DATA, 4);
    fixture_put(at + 64, 0x91, 1);
    fixture_put(at + 65, 0xef, 1);
    fixture_put(at + 66, 1, 2);
    fixture_put(at + 96, 0x88, 1);
    fixture_put(at + 102, 2880, 2);
    fixture_put(at + 104, 7, 4);
}

static void iso_make(void)
{
    static const char rock_ridge[] = "NM\x09\x01\x00long";
    size_t at;

    fixture_make(BLOCK(BLOCKS) / SECTOR_BYTES);
    fixture_put(BLOCK(16), 1, 1);
    fixture_text(BLOCK(16) + 1, "CD001");
    fixture_text(BLOCK(16) + 40, "LABEL                           ");
    fixture_put(BLOCK(16) + 80, BLOCKS, 4);
    fixture_put(BLOCK(16) + 156 + 2, ROOT, 4);
    fixture_put(BLOCK(16) + 156 + 10, 2048, 4);
    fixture_text(BLOCK(16) + 830, "2026112513151100");
    fixture_put(BLOCK(17), 0, 1);
    fixture_text(BLOCK(17) + 1, "CD001\1EL TORITO SPECIFICATION");
    fixture_put(BLOCK(17) + 71, CATALOG, 4);
    fixture_put(BLOCK(18), 255, 1);
    fixture_text(BLOCK(18) + 1, "CD001");
    at = record_put(BLOCK(ROOT), "\0", 1, 2, ROOT, 2048, "", 0);
    at = record_put(at, "\1", 1, 2, ROOT, 2048, "", 0);
    at = record_put(at, "FOLDER", 6, 2, FOLDER, 2048, "", 0);
    record_put(at, "LONG.;1", 7, 0, DATA, 5, rock_ridge, 9);
    record_put(BLOCK(FOLDER), "PLAIN.TXT;1", 11, 0, DATA, 5, "", 0);
    fixture_text(BLOCK(DATA), "words");
    catalog_make();
}

static bool listed(void)
{
    listing_free(&listing);
    assert_true(iso9660_open(&iso, &fixture_whole));
    return iso9660_list(&iso, &listing);
}

static void test_a_volume_is_read(void **state)
{
    uint8_t *bytes;

    (void)state;
    iso_make();
    assert_true(listed());
    assert_string_equal(iso.label, "LABEL");
    assert_string_equal(iso.uuid, "2026-11-25-13-15-11-00");
    assert_true(iso.has_catalog);
    assert_int_equal(iso.catalog_block, CATALOG);
    assert_int_equal(listing.count, 3);
    assert_true(listing_has_file(&listing, "long"));
    assert_true(listing_has_file(&listing, "/folder/plain.txt"));
    bytes = iso9660_load(&iso, DATA, 5);
    assert_memory_equal(bytes, "words", 5);
    free(bytes);
    assert_null(iso9660_load(&iso, BLOCKS, 1));
}

static void test_a_name_may_go_on_elsewhere(void **state)
{
    uint8_t tail[28 + 7] = "NM\x07\x01\x01le";
    size_t at = BLOCK(ROOT);

    (void)state;
    iso_make();
    memcpy(tail + 7, "CE\x1c\x01", 4);
    tail[7 + 4] = DATA;
    tail[7 + 12] = 100;
    tail[7 + 20] = 9;
    memset(fixture_bytes + at, 0, ISO_BLOCK_BYTES);
    record_put(at, "LEFT.;1", 7, 0, DATA, 5, tail, sizeof(tail));
    memcpy(fixture_bytes + BLOCK(DATA) + 100, "NM\x09\x01\x00tter", 9);
    assert_true(listed());
    assert_string_equal(listing.list[0].path, "letter");
}

static void test_a_large_file_has_several_records(void **state)
{
    size_t at = BLOCK(FOLDER);

    (void)state;
    iso_make();
    at = record_put(at, "BIG.;1", 6, 0x80, 0, 40000, "", 0);
    record_put(at, "BIG.;1", 6, 0, 1, 1000, "", 0);
    assert_true(listed());
    assert_int_equal(listing_find(&listing, "folder/big")->size, 41000);
}

static void damage_is(const char *what)
{
    assert_false(listed());
    assert_non_null(strstr(iso.damage, what));
}

static void test_damage_is_told(void **state)
{
    (void)state;
    iso_make();
    record_put(BLOCK(FOLDER), "PLAIN.TXT;1", 11, 0, BLOCKS, 5, "", 0);
    damage_is("a file lies beyond");
    iso_make();
    record_put(BLOCK(FOLDER), "SUB", 3, 2, BLOCKS, 2048, "", 0);
    damage_is("a folder lies beyond");
    iso_make();
    fixture_put(BLOCK(FOLDER), 20, 1);
    damage_is("record that cannot be");
    iso_make();
    fixture_put(BLOCK(16) + 156 + 10, UINT32_MAX, 4);
    damage_is("larger than any");
    iso_make();
    record_put(BLOCK(FOLDER), "SELF", 4, 2, FOLDER, 2048, "", 0);
    damage_is("in each other without an end");
}

static void test_there_may_be_no_volume(void **state)
{
    (void)state;
    iso_make();
    fixture_bytes[BLOCK(16) + 1] = 'X';
    assert_false(iso9660_open(&iso, &fixture_whole));
    fixture_make(16);
    assert_false(iso9660_open(&iso, &fixture_whole));
}

static void catalog_read(void)
{
    assert_true(iso9660_open(&iso, &fixture_whole));
    eltorito_read(&eltorito, &iso);
}

static void test_a_catalogue_is_read(void **state)
{
    const struct eltorito_image *image;

    (void)state;
    iso_make();
    catalog_read();
    assert_null(eltorito.damage);
    assert_int_equal(eltorito.count, 2);
    image = eltorito_find(&eltorito, ELTORITO_PLATFORM_EFI);
    assert_int_equal(image->sectors, 2880);
    assert_int_equal(image->image_at, BLOCK(7));
    assert_int_equal(image->entry_at, BLOCK(CATALOG) + 96);
    image = eltorito_find(&eltorito, ELTORITO_PLATFORM_BIOS);
    assert_int_equal(image->sectors, 4);
    fixture_put(BLOCK(CATALOG) + 32, 0, 1);
    catalog_read();
    assert_null(eltorito_find(&eltorito, ELTORITO_PLATFORM_BIOS));
}

static void test_a_damaged_catalogue_is_told(void **state)
{
    (void)state;
    iso_make();
    fixture_bytes[BLOCK(CATALOG) + 5] ^= 1;
    catalog_read();
    assert_non_null(strstr(eltorito.damage, "checksum"));
    iso_make();
    fixture_bytes[BLOCK(CATALOG) + 31] ^= 1;
    catalog_read();
    assert_non_null(strstr(eltorito.damage, "validation entry"));
    iso_make();
    fixture_put(BLOCK(17) + 71, UINT32_MAX, 4);
    catalog_read();
    assert_non_null(strstr(eltorito.damage, "beyond the end"));
    assert_int_equal(eltorito.count, 0);
}

static void test_a_section_may_promise_more_than_there_is(void **state)
{
    (void)state;
    iso_make();
    fixture_put(BLOCK(CATALOG) + 66, UINT16_MAX, 2);
    catalog_read();
    assert_int_equal(eltorito.count, ELTORITO_IMAGES_MAX);
}

static int free_all(void **state)
{
    listing_free(&listing);
    return fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_volume_is_read),
        cmocka_unit_test(test_a_name_may_go_on_elsewhere),
        cmocka_unit_test(test_a_large_file_has_several_records),
        cmocka_unit_test(test_damage_is_told),
        cmocka_unit_test(test_there_may_be_no_volume),
        cmocka_unit_test(test_a_catalogue_is_read),
        cmocka_unit_test(test_a_damaged_catalogue_is_told),
        cmocka_unit_test(test_a_section_may_promise_more_than_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
