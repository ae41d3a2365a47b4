/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_multiboot2_tags.c — boot information made up tag by tag, each with sizes and
 * contents no loader should deliver.
 */
#include "mbi.h"

/* Information built tag by tag. */
static uint8_t made[64 * 1024];
static size_t made_bytes;

static void put_u32(uint32_t value)
{
    memcpy(made + made_bytes, &value, sizeof(value));
    made_bytes += sizeof(value);
}

static void made_begin(void)
{
    memset(made, 0, sizeof(made));
    made_bytes = 8;
}

static void made_tag(uint32_t type, const void *body, size_t size)
{
    assert_true(made_bytes + size + 32 < sizeof(made));
    put_u32(type);
    put_u32((uint32_t)size + 8);
    if (size)
        memcpy(made + made_bytes, body, size);
    made_bytes = ALIGN_UP(made_bytes + size, (size_t)8);
}

/* Ends it as it should be, and parses. */
static int made_parse(void)
{
    uint32_t total;

    made_tag(0, NULL, 0);
    total = (uint32_t)made_bytes;
    memcpy(made, &total, sizeof(total));
    return parse(made, made_bytes);
}

static void test_nothing_told(void **state)
{
    (void)state;
    made_begin();
    assert_int_equal(made_parse(), 0);
    assert_sane(made_bytes);
    assert_string_equal(info.cmdline, "");
    assert_string_equal(info.loader, "");
    assert_int_equal(info.memory_count, 0);
    assert_int_equal(info.framebuffer.type, BOOT_FB_NONE);
    assert_int_equal(info.rsdp_size, 0);
}

static void test_sizes_of_the_whole(void **state)
{
    static const uint32_t wrong[] = { 0, 8, 15, 17, MULTIBOOT2_INFO_MAX + 8, UINT32_MAX };
    uint8_t *big = calloc(1, MULTIBOOT2_INFO_MAX + 8);
    uint32_t total = MULTIBOOT2_INFO_MAX + 8;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        made_begin();
        made_parse();
        memcpy(made, &wrong[i], sizeof(wrong[i]));
        assert_int_equal(parse(made, 16), -E_INVAL);
    }
    assert_non_null(big);
    big[12] = 8;
    memcpy(big, &total, sizeof(total));
    assert_int_equal(multiboot2_parse(&info, big, total, 0), -E_INVAL);
    total -= 8;
    memcpy(big, &total, sizeof(total));
    assert_int_equal(multiboot2_parse(&info, big, total, 0), 0);
    free(big);
}

/* A tag whose size cannot be: what came before it is kept. */
static void test_sizes_of_a_tag(void **state)
{
    static const uint32_t wrong[] = { 0, 7, 33, 0x7fffffff, 0xfffffff8, UINT32_MAX };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        size_t at;

        made_begin();
        made_tag(1, "before", 7);
        at = made_bytes;
        made_tag(2, "loader", 7);
        memcpy(made + at + 4, &wrong[i], 4);
        assert_int_equal(made_parse(), -E_RANGE);
        assert_sane(made_bytes);
        assert_string_equal(info.cmdline, "before");
        assert_string_equal(info.loader, "");
    }
}

/* Each known type one byte too short is skipped, and what follows is read. */
static void test_tag_too_short(void **state)
{
    static const struct {
        uint32_t type;
        uint32_t bytes_min;
    } tags[] = { { 3, 8 },  { 6, 8 },   { 8, 24 },  { 11, 4 },
                 { 12, 8 }, { 14, 20 }, { 15, 20 }, { 16, 44 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
        for (uint32_t size = 0; size < tags[i].bytes_min; size++) {
            made_begin();
            made_tag(tags[i].type, made + 1024, size);
            made_tag(1, "after", 6);
            assert_int_equal(made_parse(), -E_RANGE);
            assert_sane(made_bytes);
            assert_int_equal(info.tags_broken, 1);
            assert_int_equal(info.module_count + info.memory_count + info.rsdp_size, 0);
            assert_string_equal(info.cmdline, "after");
        }
    }
}

static void test_unknown_tags(void **state)
{
    (void)state;
    made_begin();
    made_tag(22, "xyz", 3);
    made_tag(UINT32_MAX, NULL, 0);
    made_tag(1, "a", 2);
    assert_int_equal(made_parse(), 0);
    assert_string_equal(info.cmdline, "a");
}

static void test_texts_without_nul(void **state)
{
    (void)state;
    made_begin();
    made_tag(1, "mode=debug!!!", 10);
    made_tag(2, "GRUB\x1b[2J   ", 8);
    made_tag(3, "\0\0\x10\0\0\0\x20\0name!!", 12);
    assert_int_equal(made_parse(), 0);
    assert_string_equal(info.cmdline, "mode=debug");
    assert_string_equal(info.loader, "GRUB?[2J");
    assert_string_equal(info.modules[0].text, "name");
    assert_true(info.modules[0].start == 0x100000 && info.modules[0].end == 0x200000);
}

static void test_texts_too_long(void **state)
{
    char text[BOOT_TEXT_MAX + 1];

    (void)state;
    memset(text, 'x', sizeof(text));
    for (size_t length = BOOT_TEXT_MAX - 2; length <= BOOT_TEXT_MAX + 1; length++) {
        made_begin();
        made_tag(1, text, length);
        assert_int_equal(made_parse(), 0);
        assert_int_equal(info.cmdline_cut, length >= BOOT_TEXT_MAX);
        assert_int_equal(strlen(info.cmdline), length < BOOT_TEXT_MAX ? length : BOOT_TEXT_MAX - 1);
    }
    memset(text, 0, 8);
    for (size_t length = BOOT_NAME_MAX - 3; length < BOOT_NAME_MAX + 3; length++) {
        made_begin();
        made_tag(2, text + 8, sizeof(info.loader) + 5);
        made_tag(3, text, 8 + length);
        assert_int_equal(made_parse(), 0);
        assert_int_equal(strlen(info.loader), sizeof(info.loader) - 1);
        assert_int_equal(strlen(info.modules[0].text),
                         length < BOOT_NAME_MAX ? length : BOOT_NAME_MAX - 1);
    }
}

static void test_modules(void **state)
{
    (void)state;
    made_begin();
    made_tag(3, "\0\0\x20\0\xff\xff\x1f\0x", 10); /* ends before it starts */
    for (int i = 0; i < BOOT_MODULES_MAX + 3; i++)
        made_tag(3, "\0\0\x10\0\0\0\x20\0", 8);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.module_count, BOOT_MODULES_MAX);
    assert_int_equal(info.modules_dropped, 4);
    assert_string_equal(info.modules[0].text, "");
}

struct memory_tag {
    uint32_t entry_bytes, version;
    struct {
        uint64_t base, length;
        uint32_t type, reserved;
    } entries[BOOT_MEMORY_MAX + 8];
};

/* A size of entry other than today's is obeyed, and half an entry at the end is none. */
static void test_memory_entry_size(void **state)
{
    static const uint32_t refused[] = { 0, 1, 16, 20, 23 };
    struct memory_tag tag = { .entry_bytes = 24 };
    uint8_t wide[8 + 2 * 40 + 39] = { 40 };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        tag.entry_bytes = refused[i];
        made_begin();
        made_tag(6, &tag, 8 + 4 * 24);
        assert_int_equal(made_parse(), -E_RANGE);
        assert_int_equal(info.tags_broken, 1);
        assert_int_equal(info.memory_count, 0);
    }
    wide[8 + 16] = 1;
    wide[8 + 40] = 0x55;
    wide[8 + 40 + 16] = 2;
    made_begin();
    made_tag(6, wide, sizeof(wide));
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.memory_count, 2);
    assert_memory(0, 0, 0, 1);
    assert_memory(1, 0x55, 0, 2);
    tag.entry_bytes = UINT32_MAX;
    made_begin();
    made_tag(6, &tag, 8 + 4 * 24);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.memory_count, 0);
}

/* If one must be lost it is available memory, so that no warning against using some is. */
static void test_memory_too_many(void **state)
{
    static struct memory_tag tag = { .entry_bytes = 24 };
    unsigned reserved = 0;

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(tag.entries); i++) {
        tag.entries[i].base = i;
        tag.entries[i].type = i < 6 || i == ARRAY_SIZE(tag.entries) - 1 ? 1 : 2;
    }
    made_begin();
    made_tag(6, &tag, sizeof(tag));
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.memory_count, BOOT_MEMORY_MAX);
    assert_int_equal(info.memory_dropped, 8);
    for (unsigned i = 0; i < info.memory_count; i++)
        reserved += info.memory[i].type == 2;
    assert_int_equal(reserved, BOOT_MEMORY_MAX); /* 513 were told: even one of them is lost */
}

static void test_rsdp_newest_wins(void **state)
{
    uint8_t v1[20] = "RSD PTR old", v2[36] = "RSD PTR new";

    (void)state;
    made_begin();
    made_tag(15, v2, 36);
    made_tag(14, v1, 20);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.rsdp_size, 36);
    assert_memory_equal(info.rsdp, v2, 36);
    made_begin();
    made_tag(14, v1, 20);
    made_tag(15, v2, 36);
    assert_int_equal(made_parse(), 0);
    assert_memory_equal(info.rsdp, v2, 36);
    /* An old one padded with something is no new one, and a new one cut short is an old one. */
    made_begin();
    made_tag(14, v2, 36);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.rsdp_size, 20);
    made_begin();
    made_tag(15, v2, 35);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.rsdp_size, 20);
}

static void test_efi_wider_wins(void **state)
{
    (void)state;
    made_begin();
    made_tag(12, "\1\0\0\0\2\0\0\0", 8);
    made_tag(11, "\3\0\0\0", 4);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.efi_bits, 64);
    assert_true(info.efi_system_table == UINT64_C(0x200000001));
}

static void test_framebuffer_kinds(void **state)
{
    uint8_t body[30];

    (void)state;
    for (uint8_t i = 0; i < sizeof(body); i++)
        body[i] = i;
    body[21] = BOOT_FB_RGB;
    made_begin();
    made_tag(8, body, 30);
    assert_int_equal(made_parse(), 0);
    assert_true(info.framebuffer.address == UINT64_C(0x0706050403020100));
    assert_true(info.framebuffer.pitch == 0x0b0a0908 && info.framebuffer.width == 0x0f0e0d0c);
    assert_true(info.framebuffer.height == 0x13121110 && info.framebuffer.bpp == 0x14);
    assert_int_equal(info.framebuffer.red_position, 24);
    assert_int_equal(info.framebuffer.red_size, 25);
    assert_int_equal(info.framebuffer.green_position, 26);
    assert_int_equal(info.framebuffer.green_size, 27);
    assert_int_equal(info.framebuffer.blue_position, 28);
    assert_int_equal(info.framebuffer.blue_size, 29);
    made_begin();
    made_tag(8, body, 29); /* RGB without its last colour */
    assert_int_equal(made_parse(), -E_RANGE);
    assert_int_equal(info.tags_broken, 1);
    assert_int_equal(info.framebuffer.type, BOOT_FB_NONE);
    body[21] = 0xff;
    made_begin();
    made_tag(8, body, 24);
    assert_int_equal(made_parse(), 0);
    assert_int_equal(info.framebuffer.type, 255);
}

static void test_network_of_another_kind(void **state)
{
    uint8_t packet[44] = { 2, 32, 6 };

    (void)state;
    packet[28] = 0x99;
    made_begin();
    made_tag(16, packet, sizeof(packet));
    assert_int_equal(made_parse(), 0);
    assert_true(info.has_network);
    assert_int_equal(info.network_mac[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_told),      cmocka_unit_test(test_sizes_of_the_whole),
        cmocka_unit_test(test_sizes_of_a_tag),    cmocka_unit_test(test_tag_too_short),
        cmocka_unit_test(test_unknown_tags),      cmocka_unit_test(test_texts_without_nul),
        cmocka_unit_test(test_texts_too_long),    cmocka_unit_test(test_modules),
        cmocka_unit_test(test_memory_entry_size), cmocka_unit_test(test_memory_too_many),
        cmocka_unit_test(test_rsdp_newest_wins),  cmocka_unit_test(test_efi_wider_wins),
        cmocka_unit_test(test_framebuffer_kinds), cmocka_unit_test(test_network_of_another_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
